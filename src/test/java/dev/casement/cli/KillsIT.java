package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.cli.StruckBuilds.Blow;
import dev.casement.rehearsal.StandInMedia;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Builds that are struck at a moment of chance, in whatever stage they are then: the next build of
 * the recipe goes to its end, its image has the content that it would have had anyway, and nothing
 * of the struck one is left. {@link ContinuedRehearsalIT} has a short draw of the same.
 *
 * <p>Half of the struck builds begin with nothing, the others with the kept installation. What was
 * struck, and when, is in {@code target/kills.txt}.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@Timeout(value = 3, unit = TimeUnit.HOURS)
class KillsIT {
  private static final String NAME = "struck";
  private static final String LAST_RUN = "GeneralizeWindows";
  private static final int KILLS_OF_A_DRAW = 15;
  private static final int OF_EACH_OTHER_BLOW = 3;

  /** A blow may come after the end; the next moment is another. */
  private static final int TRIES = 20;

  private static final int ENTRIES = 150;

  @TempDir Path directory;
  private Random random = new Random();
  private long seed;

  @BeforeAll
  static void buildMedia() {
    StandInMedia.build();
  }

  @BeforeEach
  void chooseMoments() {
    seed = System.nanoTime();
    random = new Random(seed);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void casementIsKilled(int draw) throws Exception {
    strike(
        "draw " + draw,
        new StruckBuilds(directory, NAME, StandInMedia.recipe(NAME)),
        Collections.nCopies(KILLS_OF_A_DRAW, Blow.KILLS_CASEMENT));
  }

  @Test
  void everythingElseThatStrikesABuild() throws Exception {
    StruckBuilds builds = new StruckBuilds(directory, NAME, StandInMedia.recipe(NAME));
    List<Blow> blows =
        Stream.of(Blow.values())
            .filter(blow -> blow != Blow.KILLS_CASEMENT && blow != Blow.FILLS_THE_DISK)
            .flatMap(blow -> Collections.nCopies(OF_EACH_OTHER_BLOW, blow).stream())
            .toList();
    strike("other blows", builds, blows);
  }

  @Test
  void theHostsDiskIsFull() throws Exception {
    StruckBuilds builds = new StruckBuilds(directory, NAME, StandInMedia.recipe(NAME));
    try (AutoCloseable _ = builds.onADiskOfItsOwn()) {
      strike("full disk", builds, Collections.nCopies(OF_EACH_OTHER_BLOW, Blow.FILLS_THE_DISK));
    }
  }

  private void strike(String what, StruckBuilds builds, List<Blow> blows) throws Exception {
    Duration whole = builds.build();
    ImageContent expected = builds.content();
    assertThat(expected.size()).isGreaterThan(ENTRIES);
    builds.forget(LAST_RUN);
    Duration continued = builds.build();
    for (int i = 0; i < blows.size(); i++) {
      boolean fromNothing = i % 2 == 0;
      String how =
          "%s, blow %s of %s, seed %s: %s"
              .formatted(
                  what,
                  i + 1,
                  blows.size(),
                  seed,
                  strike(builds, blows.get(i), fromNothing, fromNothing ? whole : continued));
      Files.writeString(
          Path.of("target/kills.txt"),
          how + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);

      builds.build();

      assertThat(builds.content().differencesTo(expected).keySet())
          .as(how)
          .isSubsetOf(ImageContent.OF_EACH_INSTALLATION);
    }
  }

  /** Strikes a build; says how. */
  private String strike(StruckBuilds builds, Blow blow, boolean fromNothing, Duration takes)
      throws Exception {
    for (int i = 0; i < TRIES; i++) {
      builds.forget(LAST_RUN);
      if (fromNothing) {
        builds.forget("InstallWindows");
      }
      Duration after = Duration.ofMillis(random.nextLong(takes.toMillis()));
      Optional<String> stage = builds.strike(blow, after);
      if (stage.isPresent()) {
        return "%s after %s of %s ms, in %s, beginning with %s"
            .formatted(
                blow,
                after.toMillis(),
                takes.toMillis(),
                stage.get(),
                fromNothing ? "nothing" : "the installation");
      }
    }
    throw new IOException(blow + " never hit a build");
  }
}
