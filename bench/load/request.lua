-- wrk's side of a measurement. Arguments behind `--`: hit or miss, bytes of the body, seed, key.
-- A hit sends the same body every time; a miss never sends one twice, in this run or any other with another seed.

local threads = 0

function setup(thread)
    thread:set("number", threads)
    threads = threads + 1
end

function init(arguments)
    local kind, size, seed, key = arguments[1], tonumber(arguments[2]), arguments[3], arguments[4]
    wrk.method = "POST"
    wrk.headers["Content-Type"] = "application/json"
    wrk.headers["Authorization"] = "Bearer " .. key
    path = wrk.path
    before = '{"model":"bench","messages":[{"role":"user","content":"'
    -- Plain prose, so that a policy has something to read; 24 characters stand for seed, thread and counter.
    local after = '"}]}'
    local sentence = "The gatekeeper looks at every letter before it leaves the house. "
    local room = size - #before - #after - 24
    text = string.rep(sentence, math.ceil(room / #sentence)):sub(1, room) .. after
    prefix = string.format("%-8s%04d", seed:sub(1, 8), number)
    counter = 0
    if kind == "hit" then
        same = wrk.format("POST", path, wrk.headers, before .. string.format("%-8s%04d%012d", seed:sub(1, 8), 0, 0) .. text)
    end
end

function request()
    if same then
        return same
    end
    counter = counter + 1
    return wrk.format("POST", path, wrk.headers, before .. prefix .. string.format("%012d", counter) .. text)
end

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format(
        'RESULT {"requests":%d,"microseconds":%d,"refused":%d,"broken":%d,"p50":%d,"p99":%d}\n',
        summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
        latency:percentile(50), latency:percentile(99)))
end
