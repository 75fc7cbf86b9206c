# compare.jq - a final report of gilscope against the runtime's own account (-X gilstats), both of the whole run.
#   jq -rn --arg part counts|times --argjson tolerance T --argjson slack S -f compare.jq report.json account.json
# Prints a line for each disagreement: counts must be equal, times within a part T, what the probes themselves cost, and S ns
# a thread, for its first event costs more (cold caches, new storage). So does the release after a slice of computing, which
# has driven the probe's code out of the caches: the runtime's stamp comes before that, gilscope's after it, so that the gap
# reads shorter by up to the cold cost.
input as $report | input as $account
| $report.calibration.event_ns as $cost
| ($report.processes | map(select(any(.threads[]; .tid == $account.threads[0].tid))) | .[0]) as $process
| if $process == null then "no such process in the report"
  else
	def near($what; $a; $b; $events; $cold):
		if $part == "times" and (($a - $b) | fabs) > $tolerance * $b + $events * $cost + $cold * $report.calibration.cold_ns + $slack
		then "\($what): \($a) and \($b), with \($events) events, \($cold) of them cold" else empty end;
	def same($what; $a; $b): if $part == "counts" and $a != $b then "\($what): \($a) and \($b)" else empty end;
	same("switches"; $process.switches; $account.switches),
	near("gap"; $process.gap.total_ns; $account.gap_ns; $process.acquires * 2;
		[$account.threads[].releases | .interval + .preempted] | add),
	same("threads"; [$account.threads[] | select(.acquires > 0)] | length; $process.threads | length),
	($account.threads[] | select(.acquires > 0) as $own
	 | ($process.threads | map(select(.serial == $own.serial)) | .[0]) as $seen
	 | if $seen == null then "serial \($own.serial) is not in the report"
	   else
		same("\($own.name) tid"; $seen.tid; $own.tid),
		same("\($own.name) name"; $seen.name; $own.name),
		same("\($own.name) acquires"; $seen.acquires; $own.acquires),
		same("\($own.name) contended"; $seen.contended; $own.contended),
		($own.releases | to_entries[] | same("\($own.name) releases \(.key)"; $seen.releases_by_reason[.key]; .value)),
		near("\($own.name) wait"; $seen.wait.total_ns; $own.wait_ns; $seen.requests + $seen.contended; 0),
		near("\($own.name) hold"; $seen.hold.total_ns; $own.hold_ns; $seen.acquires + $seen.releases; 0)
	   end)
  end
