package dev.casement.pipeline.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.recipe.Recipe.ImageSelector;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.WindowsImage;
import dev.casement.windows.WindowsVersion;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("host-locale")
class ImageSelectionTest {
  private static final WindowsImage CORE =
      image(1, "Windows Server 2022 SERVERSTANDARDCORE", InstallationType.SERVER_CORE);
  private static final WindowsImage DESKTOP =
      image(2, "Windows Server 2022 SERVERSTANDARD", InstallationType.SERVER);
  private static final List<WindowsImage> IMAGES = List.of(CORE, DESKTOP);

  @Test
  void anEditionIdThatTwoImagesShareMeansTheDesktopOne() {
    assertThat(choose(new ImageSelector.ByEdition("serverstandard"))).isEqualTo(DESKTOP);
  }

  @Test
  void coreBehindTheEditionIdMeansTheCoreImage() {
    assertThat(choose(new ImageSelector.ByEdition("ServerStandardCore"))).isEqualTo(CORE);
  }

  @Test
  void findsByIndexAndByName() {
    assertThat(choose(new ImageSelector.ByIndex(new ImageIndex(1)))).isEqualTo(CORE);
    assertThat(choose(new ImageSelector.ByName("windows server 2022 SERVERSTANDARD")))
        .isEqualTo(DESKTOP);
  }

  @Test
  void findsByTheNameThatDismShows() {
    WindowsImage shown =
        new WindowsImage(
            new ImageIndex(3),
            "Windows Server 2022 SERVERSTANDARD",
            "Windows Server 2022 Standard Evaluation (Desktop Experience)",
            DESKTOP.edition(),
            DESKTOP.architecture(),
            DESKTOP.version(),
            DESKTOP.installationType(),
            DESKTOP.languages(),
            DESKTOP.totalBytes());
    List<WindowsImage> images = List.of(CORE, shown);
    for (String name :
        List.of(
            "Windows Server 2022 Standard Evaluation (Desktop Experience)",
            "windows server 2022 standard evaluation (desktop experience) ",
            "Windows Server 2022 SERVERSTANDARD")) {
      assertThat(ImageSelection.choose(images, Optional.of(new ImageSelector.ByName(name))))
          .isEqualTo(shown);
    }
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(
            () -> ImageSelection.choose(images, Optional.of(new ImageSelector.ByName("Another"))))
        .withMessageContaining(
            "image \"Windows Server 2022 SERVERSTANDARD\" or \"Windows Server 2022 Standard"
                + " Evaluation (Desktop Experience)\"");
  }

  @Test
  void theOnlyImageNeedsNoName() {
    assertThat(ImageSelection.choose(List.of(CORE), Optional.empty())).isEqualTo(CORE);
  }

  @Test
  void listsWhatIsThereWhenNothingFits() {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> choose(new ImageSelector.ByEdition("Professional")))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.MEDIA))
        .withMessageContaining("edition: Professional")
        .withMessageContaining(CORE.name())
        .withMessageContaining(DESKTOP.name());
  }

  @Test
  void doesNotGuessAmongSeveral() {
    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> ImageSelection.choose(IMAGES, Optional.empty()))
        .withMessageContaining("2 images");
  }

  private static WindowsImage choose(ImageSelector selector) {
    return ImageSelection.choose(IMAGES, Optional.of(selector));
  }

  private static WindowsImage image(int index, String name, InstallationType type) {
    return new WindowsImage(
        new ImageIndex(index),
        name,
        name,
        new EditionId("ServerStandard"),
        Architecture.AMD64,
        new WindowsVersion(10, 0, 20348, 587),
        type,
        List.of("en-US"),
        1L << 30);
  }
}
