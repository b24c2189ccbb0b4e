package dev.casement.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of what the stand-in accepts in an answer file, held against what Casement writes. */
class StandInComponentsTest {
  private static final Path TABLE = Path.of("src/rehearsal/guest/components.tsv");
  private static final Pattern SETTINGS =
      Pattern.compile("<settings pass=\"(.*?)\">(.*?)</settings>", Pattern.DOTALL);
  private static final Pattern COMPONENT = Pattern.compile("<component name=\"(.*?)\"");
  private static final Set<String> PASSES =
      Set.of(
          "windowsPE",
          "offlineServicing",
          "generalize",
          "specialize",
          "auditSystem",
          "auditUser",
          "oobeSystem");

  @Test
  void namesEachComponentOnceWithPassesThatExist() throws IOException {
    List<String> lines = rows();
    assertThat(lines).hasSizeGreaterThan(20).allMatch(line -> line.split("\t").length == 2);
    assertThat(table()).hasSameSizeAs(lines);
    assertThat(table().values()).allSatisfy(passes -> assertThat(PASSES).containsAll(passes));
  }

  @Test
  void acceptsEveryComponentInThePassWhereCasementHasIt() throws IOException {
    Map<String, Set<String>> table = table();
    int seen = 0;
    for (Path file : goldenFiles()) {
      Matcher settings = SETTINGS.matcher(Files.readString(file));
      while (settings.find()) {
        Matcher component = COMPONENT.matcher(settings.group(2));
        while (component.find()) {
          assertThat(table.getOrDefault(component.group(1), Set.of()))
              .as("%s in %s", component.group(1), file)
              .contains(settings.group(1));
          seen++;
        }
      }
    }
    assertThat(seen).isGreaterThan(100);
  }

  private static List<Path> goldenFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/unattend"))) {
      return files.filter(file -> file.toString().endsWith(".xml")).toList();
    }
  }

  private static Map<String, Set<String>> table() throws IOException {
    Map<String, Set<String>> table = new HashMap<>();
    for (String row : rows()) {
      String[] fields = row.split("\t");
      table.put(fields[0], Set.copyOf(Arrays.asList(fields[1].split(" "))));
    }
    return table;
  }

  private static List<String> rows() throws IOException {
    return Files.readAllLines(TABLE).stream().filter(line -> !line.startsWith("#")).toList();
  }
}
