# Flattens an answer file that xmllint has canonicalized into lines of
#   PASS <tab> COMPONENT <tab> PATH <tab> VALUE
# where list items carry their number: DiskConfiguration/Disk[1]/DiskID. Of each component there is
# a line with the path "." and its architecture as value. What no answer file may have is a line that
# begins with "!".

function attribute(tag, name,    from, rest) {
    from = index(tag, " " name "=\"")
    if (from == 0) return ""
    rest = substr(tag, from + length(name) + 3)
    return unescape(substr(rest, 1, index(rest, "\"") - 1))
}

function unescape(text) {
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
    gsub(/&#xD;/, "", text); gsub(/&#x[9A];/, " ", text); gsub(/&amp;/, "\\&", text)
    return text
}

function open_element(name, tag) {
    depth++
    element[depth] = name
    children[depth] = 0
    if (depth == 1) {
        if (name != "unattend" || attribute(tag, "xmlns") != "urn:schemas-microsoft-com:unattend")
            print "!\tthe root is no unattend element of urn:schemas-microsoft-com:unattend"
    } else if (depth == 2 && name == "settings") pass = attribute(tag, "pass")
    else if (depth == 3 && name == "component") open_component(tag)
    else if (depth >= 4) {
        if (tag ~ / [a-z]+:action="add"/) {
            counted = path[depth - 1] "/" name
            name = name "[" (++number[pass, component, counted]) "]"
        }
        children[depth - 1]++
        path[depth] = depth == 4 ? name : path[depth - 1] "/" name
    }
}

function open_component(tag) {
    component = attribute(tag, "name")
    path[3] = ""
    if (attribute(tag, "publicKeyToken") != "31bf3856ad364e35" || attribute(tag, "language") != "neutral" \
        || attribute(tag, "versionScope") != "nonSxS" || attribute(tag, "processorArchitecture") == "")
        print "!\tcomponent " component " in pass " pass " is not identified completely"
    print pass "\t" component "\t.\t" attribute(tag, "processorArchitecture")
}

BEGIN { RS = "<"; OFS = "\t"; depth = 0 }

/^[?!]/ || $0 == "" { next }

/^\// {
    if (depth >= 4 && children[depth] == 0) print pass, component, path[depth], unescape(content)
    depth--
    next
}

{
    close_tag = index($0, ">")
    tag = substr($0, 1, close_tag - 1)
    content = substr($0, close_tag + 1)
    gsub(/[\r\n]/, " ", content)
    split(tag, words, /[ \n]/)
    open_element(words[1], tag)
}
