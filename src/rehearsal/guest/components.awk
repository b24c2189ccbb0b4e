# Reads components.tsv, then a flattened answer file; prints "PASS COMPONENT" of the first component
# that is unknown or in a pass where it does not belong.
FNR == NR { if ($0 !~ /^#/) passes[$1] = " " $2 " "; next }
$3 == "." && index(passes[$2], " " $1 " ") == 0 { print $1, $2; exit }
