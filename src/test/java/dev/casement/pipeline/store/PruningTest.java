package dev.casement.pipeline.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.pipeline.store.Stored.Kind;
import dev.casement.pipeline.store.Stored.State;
import dev.casement.units.DataSize;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PruningTest {
  private final List<Stored> all = new ArrayList<>();

  /** Each takes 10 bytes. */
  private void add(
      Kind kind, String name, String series, int made, int used, State state, String... needs) {
    all.add(
        new Stored(
            kind,
            name,
            Path.of(name),
            10,
            Instant.ofEpochSecond(made),
            Instant.ofEpochSecond(used),
            state,
            series.isEmpty() ? Optional.empty() : Optional.of(series),
            List.of(needs)));
  }

  private void checkpoint(String name, String series, int made, int used, String... needs) {
    add(Kind.CHECKPOINT, name, series, made, used, State.FREE, needs);
  }

  private List<String> keep(int newest) {
    return names(Pruning.choose(all, OptionalInt.of(newest), Optional.empty()));
  }

  private List<String> cap(int bytes) {
    return names(Pruning.choose(all, OptionalInt.empty(), Optional.of(new DataSize(bytes))));
  }

  private static List<String> names(List<Stored> chosen) {
    return chosen.stream().map(Stored::name).toList();
  }

  @Test
  void theNewestOfEachSeriesStay() {
    checkpoint("a1", "a", 1, 9);
    checkpoint("a3", "a", 3, 3);
    checkpoint("a2", "a", 2, 2);
    checkpoint("b1", "b", 1, 1);
    add(Kind.DOWNLOAD, "iso", "", 0, 0, State.FREE);

    assertThat(keep(1)).containsExactlyInAnyOrder("a1", "a2");
    assertThat(keep(2)).containsExactly("a1");
    assertThat(keep(3)).isEmpty();
    assertThat(keep(0)).containsExactlyInAnyOrder("a1", "a2", "a3", "b1");
  }

  @Test
  void whatOneThatStaysNeedsStaysToo() {
    checkpoint("install1", "install", 1, 1);
    checkpoint("install2", "install", 2, 2);
    checkpoint("update", "update", 3, 3, "install1");

    assertThat(keep(1)).isEmpty();
    assertThat(keep(0)).containsExactlyInAnyOrder("install1", "install2", "update");
    assertThat(keep(0).indexOf("update")).isLessThan(keep(0).indexOf("install1"));
  }

  @Test
  void whatHasNotBeenUsedForTheLongestTimeIsChosenUntilTheRestFits() {
    checkpoint("old but used", "a", 1, 9);
    checkpoint("new", "b", 8, 8);
    add(Kind.DOWNLOAD, "iso", "", 0, 2, State.FREE);
    add(Kind.REHEARSAL_MEDIA, "rehearsal-media", "", 5, 5, State.FREE);
    add(Kind.BUILD, "failed", "", 0, 0, State.FAILED);

    assertThat(cap(40)).isEmpty();
    assertThat(cap(39)).containsExactly("iso");
    assertThat(cap(20)).containsExactly("iso", "rehearsal-media");
    assertThat(cap(0)).containsExactly("iso", "rehearsal-media", "new", "old but used");
  }

  @Test
  void aCheckpointGoesAfterThoseThatNeedIt() {
    checkpoint("install", "install", 1, 1);
    checkpoint("update", "update", 2, 5, "install");
    checkpoint("other", "other", 3, 3);

    assertThat(cap(20)).containsExactly("other");
    assertThat(cap(10)).containsExactly("other", "update");
    assertThat(cap(0)).containsExactly("other", "update", "install");
  }

  @Test
  void whatABuildUsesIsNeverChosen() {
    add(Kind.CHECKPOINT, "used", "a", 1, 1, State.IN_USE);
    checkpoint("newer", "a", 2, 2);

    assertThat(keep(0)).containsExactly("newer");
    assertThat(cap(0)).containsExactly("newer");
  }

  @Test
  void bothLimitsHold() {
    checkpoint("a1", "a", 1, 1);
    checkpoint("a2", "a", 2, 2);
    checkpoint("b1", "b", 3, 3);

    assertThat(names(Pruning.choose(all, OptionalInt.of(1), Optional.of(new DataSize(10)))))
        .containsExactly("a1", "a2");
  }
}
