// The code of Asio, which is otherwise headers.
#include <boost/asio/impl/src.hpp>
