package dev.casement.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProductKeyTest {
  private static final String KEY = "BBBBB-CCCCC-DDDDD-FFFFF-GGGGG";

  @Test
  void aUsersOwnKeyCannotPrintItself() {
    ProductKey key = ProductKey.own(KEY);
    assertThat(key.toString()).isEqualTo("ProductKey[redacted]");
    assertThat(key.reveal()).isEqualTo(KEY);
    assertThat(key.isPublic()).isFalse();
  }

  @Test
  void takesSmallLettersAndSpacesAround() {
    assertThat(ProductKey.own(" bbbbb-ccccc-ddddd-fffff-ggggg\n")).isEqualTo(ProductKey.own(KEY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "BBBBBCCCCCDDDDDFFFFFGGGGG",
        "BBBBB-CCCCC-DDDDD-FFFFF",
        "BBBBB-CCCCC-DDDDD-FFFFF-GGGGA",
        "BBBBB-CCCCC-DDDDD-FFFFF-GGGG0",
        "BBBBB-CCCCC-DDDDD-FFFFF-GGGGGG"
      })
  void refusesAnythingElseWithoutRepeatingIt(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ProductKey.own(text))
        .withMessageNotContaining("DDDDD-FFFFF");
  }
}
