-- wrk: many signed-on people, keys all over the table, fixed sequence. COOKIES, PATHS ("%d" = a key) and KEYS come from the environment.
local cookies, paths, keys = {}, {}, tonumber(os.getenv("KEYS") or "1")
for line in io.lines(os.getenv("COOKIES")) do cookies[#cookies + 1] = line end
for path in os.getenv("PATHS"):gmatch("%S+") do paths[#paths + 1] = path end
local x = 88172645
local function step(n)
	x = (x * 1103515245 + 12345) % 2147483648
	return math.floor(x / 2147483648 * n) + 1
end
function init() x = 88172645 + math.floor(os.clock() * 1000000) % 1000 end
function request()
	return wrk.format("GET", (paths[step(#paths)]:gsub("%%d", tostring(step(keys)))), { Cookie = cookies[step(#cookies)] })
end
function done(summary, latency)
	local wrong = summary.errors.status + summary.errors.read + summary.errors.write + summary.errors.connect + summary.errors.timeout
	io.write(string.format("RESULT %.0f %.2f %.2f %.2f %d\n", summary.requests / (summary.duration / 1e6), latency:percentile(50) / 1000,
		latency:percentile(99) / 1000, latency.max / 1000, wrong))
end
