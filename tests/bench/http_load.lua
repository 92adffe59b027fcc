-- For wrk: one kind of request, with another product in each. Environment: KIND, PRODUCTS.
-- Prints `answers/s p50_ms p99_ms refused`. A late answer is not refused.
local kind = os.getenv("KIND")
local products = tonumber(os.getenv("PRODUCTS"))
local step = 7919009 -- has no divisor in common with the number of products
local call = 0

local json = {["Content-Type"] = "application/json"}
local day = '"asOf":[{"year":2023,"month":12,"day":31}]'

-- The question of bench_rpc's `indicator-values`: the 14 of the plan on its last day.
local plan = {}
for code in string.gmatch("t1 t2 e1 e2 e3 e4 e5 e6 n1 s1 s2 s3 s4 s5", "%S+") do
  plan[#plan + 1] = '"provinces/82/indicators/' .. code .. '"'
end
local values = nil
local function plan_values()
  return wrk.format("POST", "/ocop.indicators.v1.IndicatorService/GetIndicatorValues", json,
  '{"parent":"provinces/82","indicators":[' .. table.concat(plan, ",") .. '],"asOf":[{"year":2024,"month":12,"day":31}]}')
end

local kinds = {
  ["product"] = function(number)
    return wrk.format("POST", "/ocop.registry.v1.ProductService/GetProduct", json,
      string.format('{"name":"provinces/82/products/%d"}', number))
  end,
  ["values"] = function()
    values = values or plan_values()
    return values
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
    latency:percentile(99) / 1000, summary.errors.status + summary.errors.read))
end
