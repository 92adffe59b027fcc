-- For wrk: one kind of request, with another product in each. Environment: KIND, PRODUCTS.
-- Prints `answers/s p50_ms p99_ms refused`.
local kind = os.getenv("KIND")
local products = tonumber(os.getenv("PRODUCTS"))
local step = 7919009 -- has no divisor in common with the number of products
local call = 0

local json = {["Content-Type"] = "application/json"}
local day = '"asOf":[{"year":2023,"month":12,"day":31}]'

local kinds = {
  ["product"] = function(number)
    return wrk.format("POST", "/ocop.registry.v1.ProductService/GetProduct", json,
      string.format('{"name":"provinces/82/products/%d"}', number))
  end,
  ["values"] = function()
    return wrk.format("POST", "/ocop.indicators.v1.IndicatorService/GetIndicatorValues", json, '{"parent":"provinces/82",' .. day .. "}")
  end,
  ["e1"] = function()
    return wrk.format("POST", "/ocop.indicators.v1.IndicatorService/GetIndicatorValues", json,
      '{"parent":"provinces/82","indicators":["provinces/82/indicators/e1"],' .. day .. "}")
  end,
  ["fastify-product"] = function(number) return wrk.format("GET", "/products/82/" .. number) end,
  ["fastify-e1"] = function() return wrk.format("GET", "/e1/82/2023-12-31") end,
  ["postgraphile-product"] = function(number)
    return wrk.format("POST", "/graphql", json, string.format(
      '{"query":"query P($id: String!) { productByProvinceCodeAndProductId(provinceCode: \\"82\\", productId: $id) { provinceCode productId displayName producerId productGroup scoreSheet productCode specification entryDate source synthetic createTime updateTime revision } }","variables":{"id":"%d"}}',
      number))
  end,
  ["postgraphile-e1"] = function()
    return wrk.format("POST", "/graphql", json, '{"query":"{ e1(province: \\"82\\", day: \\"2023-12-31\\") { numerator denominator } }"}')
  end,
}

request = function()
  call = call + 1
  return kinds[kind](call * step % products)
end

done = function(summary, latency)
  io.write(string.format("%.0f %.2f %.2f %d\n", summary.requests / summary.duration * 1e6, latency:percentile(50) / 1000,
    latency:percentile(99) / 1000, summary.errors.status + summary.errors.read + summary.errors.timeout))
end
