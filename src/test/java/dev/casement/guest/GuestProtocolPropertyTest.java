package dev.casement.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.guest.GuestMessage.Event;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class GuestProtocolPropertyTest {
  @Property
  void whatIsWrittenIsRead(@ForAll("messages") GuestMessage message) {
    String line = GuestProtocol.format(message);

    assertThat(line).matches("[ -~]+");
    assertThat(GuestProtocol.parse(line)).contains(message);
  }

  @Property
  void noiseInFrontDoesNotHideAMessage(@ForAll String noise, @ForAll("messages") GuestMessage m) {
    assertThat(GuestProtocol.parse(noise + GuestProtocol.format(m))).contains(m);
  }

  @Property
  void neverThrowsOnAnyLine(@ForAll String line) {
    assertThat(GuestProtocol.parse(line)).isEmpty();
  }

  @Property
  void aDamagedMessageIsNoiseOrAWellFormedMessage(
      @ForAll("messages") GuestMessage message,
      @ForAll @IntRange(max = 10_000) int position,
      @ForAll char damage) {
    StringBuilder line = new StringBuilder(GuestProtocol.format(message));
    line.setCharAt(position % line.length(), damage);

    Optional<GuestMessage> parsed = GuestProtocol.parse(line.toString());

    parsed.ifPresent(
        read -> assertThat(GuestProtocol.parse(GuestProtocol.format(read))).contains(read));
    if (damage < ' ' && damage != '\r') {
      assertThat(parsed).isEmpty();
    }
  }

  @Provide
  Arbitrary<GuestMessage> messages() {
    Arbitrary<String> tokens = Arbitraries.strings().withChars("0123456789abcdef").ofLength(32);
    Arbitrary<Long> sequences = Arbitraries.longs().between(1, 999_999_999_999_999_999L);
    Arbitrary<Event> events = Arbitraries.of(Event.class);
    Arbitrary<String> steps =
        Arbitraries.strings()
            .withChars("abcdefghijklmnopqrstuvwxyz0123456789-")
            .ofMinLength(1)
            .ofMaxLength(40)
            .filter(step -> !step.startsWith("-"));
    Arbitrary<OptionalInt> percents =
        Arbitraries.integers()
            .between(-1, 100)
            .map(n -> n < 0 ? OptionalInt.empty() : OptionalInt.of(n));
    Arbitrary<String> texts =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.strings()),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.of("CASEMENT/1 ", "\\", "\\u002f", "CASEMENT\\u002f1 ", "\n\r")));
    return Combinators.combine(tokens, sequences, events, steps, percents, texts)
        .as(GuestMessage::new);
  }
}
