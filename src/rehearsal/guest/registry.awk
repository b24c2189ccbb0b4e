# Merges edits into a registry hive: reads what hivexml says of the hive, then the edits, and writes
# the commands with which hivexsh makes them. hivexsh alone can only replace all values of a key.
#
#   awk -f registry.awk hive.xml edits | hivexsh -w hive
#
# An edit is a line KEY <tab> NAME <tab> TYPE <tab> VALUE; TYPE is string, expand, dword, multi
# (strings separated by |), hex (NUMBER-OF-TYPE:XX,XX), delete (the value), key (the key without values) or delete-key.
# "@" names a key's default value. Values are ASCII.

function unescape(text) {
    gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
    gsub(/&#x?0*[9dDaA];/, " ", text); gsub(/&amp;/, "\\&", text)
    return text
}

function attribute(tag, name,    from, rest) {
    from = index(tag, " " name "=\"")
    if (from == 0) return ""
    rest = substr(tag, from + length(name) + 3)
    return unescape(substr(rest, 1, index(rest, "\"") - 1))
}

function hex_of(text,    i, out) {
    out = ""
    for (i = 1; i <= length(text); i++) out = out sprintf("%02x,00,", code[substr(text, i, 1)])
    return out
}

function hex_of_base64(text,    i, value, bits, out) {
    out = ""; value = 0; bits = 0
    for (i = 1; i <= length(text); i++) {
        if (substr(text, i, 1) == "=") break
        value = value * 64 + index(BASE64, substr(text, i, 1)) - 1; bits += 6
        if (bits >= 8) {
            bits -= 8
            out = out sprintf("%02x,", int(value / power[bits])); value = value % power[bits]
        }
    }
    return out
}

# Values of a key: names in order in list[key], by name in value[key, name].
function put(key, name, said,    k) {
    k = tolower(key) SUBSEP tolower(name)
    if (!(k in value)) list[tolower(key)] = list[tolower(key)] name "\n"
    value[k] = said
}

function remember_value(tag, key,    type, text, name) {
    type = attribute(tag, "type"); text = attribute(tag, "value"); name = attribute(tag, "key")
    if (attribute(tag, "default") == "1") name = "@"
    if (attribute(tag, "encoding") == "base64") {
        put(key, name, "hex:" type_number(type) ":" hex_of_base64(text))
    } else if (type == "string") put(key, name, "string:" text)
    else if (type == "expand") put(key, name, "expandstring:" text)
    else if (type == "int") put(key, name, "dword:" text)
    else if (type == "int64") put(key, name, "qword:" text)
    else if (type == "none") put(key, name, "none")
    else if (type == "string-list") { pending = name; strings = "" }
}

function type_number(type) {
    return type == "string" ? 1 : type == "expand" ? 2 : type == "none" ? 0 : 3
}

function read_hive(tag,    name) {
    if (tag ~ /^node /) {
        name = attribute(tag, "name")
        path[++depth] = depth == 1 ? "" : (path[depth - 1] == "" ? name : path[depth - 1] "\\" name)
        exists[tolower(path[depth])] = 1
        if (tag ~ /\/>/) depth--
    } else if (tag ~ /^\/node>/) depth--
    else if (tag ~ /^value /) remember_value(tag, path[depth])
    else if (tag ~ /^string>/) strings = strings hex_of(unescape(substr(tag, 8))) "00,00,"
    else if (tag ~ /^\/value>/ && pending != "") {
        put(path[depth], pending, "hex:7:" strings "00,00"); pending = ""
    }
}

function edit(key, name, type, said,    parts, count, i) {
    if (!(tolower(key) in touched)) { touched[tolower(key)] = 1; order[++keys] = key }
    if (type == "string") put(key, name, "string:" said)
    else if (type == "expand") put(key, name, "expandstring:" said)
    else if (type == "dword") put(key, name, "dword:" said)
    else if (type == "hex") put(key, name, "hex:" said)
    else if (type == "multi") {
        count = split(said, parts, "|"); strings = ""
        for (i = 1; i <= count; i++) strings = strings hex_of(parts[i]) "00,00,"
        put(key, name, "hex:7:" strings "00,00")
    } else if (type == "delete") { if ((tolower(key) SUBSEP tolower(name)) in value) put(key, name, "") }
    else if (type == "delete-key") gone[tolower(key)] = 1
    else if (type != "key") { print "registry.awk: no type " type > "/dev/stderr"; exit 1 }
}

function write_key(key,    parts, count, i, here, names, n, out, used) {
    if ((tolower(key) in gone) && !(tolower(key) in exists)) return
    count = split(key, parts, "\\"); here = ""
    for (i = 1; i <= count; i++) {
        here = i == 1 ? parts[1] : here "\\" parts[i]
        if (!(tolower(here) in exists)) { print "add " parts[i]; exists[tolower(here)] = 1 }
        print "cd " parts[i]
    }
    if (tolower(key) in gone) { print "del"; count-- }
    else {
        n = split(list[tolower(key)], names, "\n"); out = ""; used = 0
        for (i = 1; i < n; i++)
            if (value[tolower(key) SUBSEP tolower(names[i])] != "") {
                out = out names[i] "\n" value[tolower(key) SUBSEP tolower(names[i])] "\n"; used++
            }
        printf "setval %d\n%s", used, out
    }
    for (i = 1; i <= count; i++) print "cd .."
}

BEGIN {
    BASE64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    # BusyBox's awk has no power of its own.
    power[0] = 1; power[2] = 4; power[4] = 16; power[6] = 64
    for (i = 1; i < 128; i++) code[sprintf("%c", i)] = i
    hive = ARGV[1]; edits = ARGV[2]; ARGC = 1
    RS = "<"
    while ((getline tag < hive) > 0) read_hive(tag)
    RS = "\n"; FS = "\t"
    while ((getline < edits) > 0) if ($0 != "") edit($1, $2, $3, $4)
    for (i = 1; i <= keys; i++) write_key(order[i])
    print "commit"
}
