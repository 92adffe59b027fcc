// The code of Beast, which is otherwise headers. Asio's is in common/http2.
#include <boost/beast/src.hpp>
