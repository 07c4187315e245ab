-- Sends the requests listed in a file, in order and again from the start; ends with a line of JSON.
-- wrk … URL -- FILE PATH FIRST: each line of FILE is "s PARAMETERS" (solutions), "g PARAMETERS"
-- (a graph) or "f NAME" (a file below PATH); FIRST is the line to start at, from 0.

local accepts = {
  s = "application/sparql-results+json",
  g = "text/turtle",
}
local lines, at = {}, 0

function init(args)
  local file, path = args[1], args[2]
  at = tonumber(args[3]) or 0
  for line in io.lines(file) do
    local kind, rest = line:sub(1, 1), line:sub(3)
    local target = kind == "f" and path .. rest or path .. "?" .. rest
    lines[#lines + 1] = wrk.format("GET", target, { Accept = accepts[kind], Host = wrk.headers["Host"] })
  end
end

function request()
  at = at % #lines + 1
  return lines[at]
end

function done(summary, latency, requests)
  local failed = summary.errors
  io.write(string.format(
    '\n{"requests": %d, "seconds": %.6f, "bytes": %d, "p50": %.3f, "p99": %.3f, "worst": %.3f, '
      .. '"status": %d, "broken": %d, "late": %d}\n',
    summary.requests, summary.duration / 1e6, summary.bytes,
    latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    failed.status, failed.connect + failed.read + failed.write, failed.timeout
  ))
end
