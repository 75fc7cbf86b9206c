# cut_log.awk - counts of a log (-X gillog) in a window, as bounds.
#   awk -v start=NS -v end=NS -v slack=NS -f cut_log.awk log
# Log lines: ns tid event a b. Prints: tid event low high, where event is acquire, contended, release or request.
# A log's stamp is taken before the probe fires. So an event stamped less than `slack` before an edge may count on
# either side of it; without such events low and high are the same.
function add(tid, event, low, high) { lows[tid " " event] += low; highs[tid " " event] += high }
{
	low = $1 >= start && $1 < end - slack
	high = $1 >= start - slack && $1 < end
	if ($3 == "acquire" && $4 == 1)
		add($2, "contended", low, high)
	add($2, $3, low, high)
}
END {
	for (key in highs)
		if (highs[key])
			print key, lows[key] + 0, highs[key]
}
