package dev.casement.cli;

import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import dev.casement.process.SystemCommandRunner;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What is in an image, as The Sleuth Kit and hivex read it. */
final class ImageContent {
  /** What no two installations have alike: when it was done, and a name made up at random. */
  static final String[] OF_EACH_INSTALLATION = {
    "2: Windows/Panther/setupact.log",
    "2: Windows/System32/Sysprep/Panther/setupact.log",
    "2: Windows/System32/config/SYSTEM"
        + "\\ControlSet001\\Control\\ComputerName\\ComputerName\\ComputerName="
  };

  private static final CommandRunner COMMANDS = new SystemCommandRunner();
  private static final Pattern PARTITION =
      Pattern.compile("^\\d+:\\s+\\d+:\\d+\\s+(\\d+)\\s.*$", Pattern.MULTILINE);
  private static final Pattern INODE = Pattern.compile("^(\\S+) (?:\\* )?[-\\d]+(?:\\([^)]*\\))?:");

  /** Digests of files, values of the registry, lists of names and partitions. */
  private final SortedMap<String, String> entries = new TreeMap<>();

  /**
   * Reads it.
   *
   * @param scratch an empty directory, for what is in the image
   */
  ImageContent(Path image, Path scratch) {
    Path raw = scratch.resolve("disk.raw");
    run("qemu-img", "convert", "-O", "raw", image.toString(), raw.toString());
    String table = run("mmls", raw.toString());
    entries.put("partition table", table);
    Matcher partitions = PARTITION.matcher(table);
    for (int i = 1; partitions.find(); i++) {
      String offset = partitions.group(1);
      entries.put(i + ": names", names(run("fls", "-r", "-p", "-u", "-o", offset, raw.toString())));
      Path tree = scratch.resolve(String.valueOf(i));
      run("tsk_recover", "-a", "-o", offset, raw.toString(), tree.toString());
      addFiles(i + ": ", tree);
    }
  }

  /** How many files, keys and values there are. */
  int size() {
    return entries.size();
  }

  /** What the two do not have alike: files by partition and path, values of the registry by key. */
  SortedMap<String, String> differencesTo(ImageContent other) {
    SortedMap<String, String> differences = new TreeMap<>();
    TreeSet<String> all = new TreeSet<>(entries.keySet());
    all.addAll(other.entries.keySet());
    for (String key : all) {
      String here = entries.get(key);
      String there = other.entries.get(key);
      if (!Objects.equals(here, there)) {
        differences.put(key, here + " / " + there);
      }
    }
    return differences;
  }

  /** Without the numbers of their records, in order. */
  private static String names(String listing) {
    return String.join(
        "\n",
        listing.lines().map(line -> INODE.matcher(line).replaceFirst("$1")).sorted().toList());
  }

  private void addFiles(String prefix, Path tree) {
    try (Stream<Path> files = Files.walk(tree)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = prefix + tree.relativize(file);
        byte[] content = Files.readAllBytes(file);
        if (isHive(content)) {
          addKey(name, hive(file));
        } else {
          entries.put(name, sha256(content));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isHive(byte[] content) {
    byte[] magic = "regf".getBytes(StandardCharsets.US_ASCII);
    return content.length > magic.length
        && Arrays.equals(magic, Arrays.copyOf(content, magic.length));
  }

  /** A hive's root key as XML. */
  private static Element hive(Path file) {
    try {
      byte[] xml = run("hivexml", file.toString()).getBytes(StandardCharsets.UTF_8);
      return (Element)
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new ByteArrayInputStream(xml))
              .getElementsByTagName("node")
              .item(0);
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key, its values and the keys in it; not when and where in the hive they were written. */
  private void addKey(String path, Element key) {
    entries.put(path, "a key");
    NodeList children = key.getChildNodes();
    for (int i = 0; i < children.getLength(); i++) {
      if (children.item(i) instanceof Element child) {
        switch (child.getTagName()) {
          case "node" -> addKey(path + "\\" + child.getAttribute("name"), child);
          case "value" ->
              entries.put(
                  path + "\\" + child.getAttribute("key") + "=",
                  "%s %s %s"
                      .formatted(
                          child.getAttribute("type"),
                          child.getAttribute("value"),
                          child.getTextContent()));
          default -> {}
        }
      }
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String run(String... argv) {
    return COMMANDS.runOk(HostCommand.of(Duration.ofMinutes(5), argv)).stdout();
  }
}
