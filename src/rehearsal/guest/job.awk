# Flattens a canonicalized job.xml: "token <tab> …", "run <tab> …" and a line "step <tab> …" for each.

function attribute(tag, name,    from, rest) {
    from = index(tag, " " name "=\"")
    if (from == 0) return ""
    rest = substr(tag, from + length(name) + 3)
    rest = substr(rest, 1, index(rest, "\"") - 1)
    gsub(/&#x[9AD];/, " ", rest); gsub(/&lt;/, "<", rest); gsub(/&gt;/, ">", rest)
    gsub(/&quot;/, "\"", rest); gsub(/&amp;/, "\\&", rest)
    return rest
}

BEGIN { RS = "<"; OFS = "\t" }
/^job / {
    if (attribute($0, "version") != "1" || attribute($0, "token") !~ /^[0-9a-f]+$/) exit 1
    print "token", attribute($0, "token")
    print "run", attribute($0, "run")
    print "linger", attribute($0, "linger")
}
/^step / {
    print "step", attribute($0, "id"), attribute($0, "title"), attribute($0, "timeout"), attribute($0, "success"), \
        attribute($0, "reboot"), attribute($0, "again"), attribute($0, "run")
}
