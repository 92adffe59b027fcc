// The code of Asio and Beast, which are otherwise headers.
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
