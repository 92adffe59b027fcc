// The code of Asio's TLS, which is otherwise headers.
#include <boost/asio/ssl/impl/src.hpp>
