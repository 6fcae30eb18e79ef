#!/bin/bash
# The usual checks of a deployment by a shell script with curl, with their usual thresholds.
# Prints one line for each finding and ends with 1 when one of them is a failure. usage: curl-checks.sh URL
url=$1
failed=0
say() {
  echo "$1 $2: $3"
  if [ "$1" = FAIL ]; then failed=1; fi
}
status() { curl -s -o /dev/null -w '%{http_code}' --max-time 10 "$1"; }

code=$(status "$url/")
[ "$code" = 200 ] || say FAIL accessibility "status $code"

health=$(curl -s --max-time 10 -w '\n%{http_code}' "$url/api/health")
code=${health##*$'\n'}
if [ "$code" != 200 ]; then
  say FAIL health "status $code"
elif word=$(jq -er '.status' 2>/dev/null <<<"${health%$'\n'*}"); then
  [ "$word" = healthy ] || [ "$word" = ok ] || say WARN health "status '$word'"
fi

headers=$(curl -s -D - -o /tmp/curl-checks.$$ --max-time 10 "$url/.well-known/jwks.json")
count=$(jq -r '.keys | length' 2>/dev/null </tmp/curl-checks.$$)
if [ -z "$count" ]; then
  say FAIL jwks 'no key set'
elif [ "$count" -lt 1 ]; then
  say FAIL jwks 'no keys'
else
  jq -e '.keys[] | select(.kty and .kid and (.n or .x))' >/dev/null 2>&1 </tmp/curl-checks.$$ || say FAIL jwks 'members are missing'
fi
grep -qi '^cache-control:' <<<"$headers" || say WARN jwks 'no Cache-Control'
grep -qi '^access-control-allow-origin:' <<<"$headers" || say WARN jwks 'no CORS'
rm -f /tmp/curl-checks.$$

headers=$(curl -s -D - -o /dev/null --max-time 10 "$url/")
for name in x-frame-options x-content-type-options x-xss-protection; do
  grep -qi "^$name:" <<<"$headers" || say WARN headers "no $name"
done

total=0
for path in / /api/health /.well-known/jwks.json; do
  ms=$(curl -s -o /dev/null -w '%{time_total}' --max-time 10 "$url$path" | awk '{ printf "%d", $1 * 1000 }')
  [ "$ms" -le 2000 ] || say WARN latency "$path took $ms ms"
  total=$((total + ms))
done
[ $((total / 3)) -le 1000 ] || say WARN latency "the mean is $((total / 3)) ms"

began=$(date +%s%N)
good=$(seq 50 | xargs -P 5 -I{} curl -s -o /dev/null -w '%{http_code}\n' --max-time 10 "$url/" | grep -c '^200$')
ms=$((($(date +%s%N) - began) / 1000000 + 1))
[ "$good" -ge 45 ] || say WARN load "$good of 50"
[ $((50000 / ms)) -ge 10 ] || say WARN load 'fewer than 10 answers per second'
exit $failed
