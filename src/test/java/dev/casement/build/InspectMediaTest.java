package dev.casement.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.casement.build.Recipe.Source;
import dev.casement.guest.CloudbaseInitSettings;
import dev.casement.media.BootMode;
import dev.casement.report.BuildException;
import dev.casement.report.Failure;
import dev.casement.windows.Architecture;
import dev.casement.windows.DiskBus;
import dev.casement.windows.EditionId;
import dev.casement.windows.ImageIndex;
import dev.casement.windows.InstallationType;
import dev.casement.windows.Release;
import dev.casement.windows.WindowsImage;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InspectMediaTest {
  private final Recipe plain =
      Recipes.with(new Source(new Recipe.Location.LocalFile(Path.of("a.iso")), Optional.empty()));

  @Test
  void aClientsNewAccountCannotBeOneThatWindowsHas() {
    Recipe recipe = withUsername("Administrator");
    assertThat(problems(recipe, image(Release.WINDOWS_10)))
        .contains("\"Administrator\" is an account that Windows has already");
    assertThat(resolve(recipe, image(Release.SERVER_2022)).release())
        .as("servers have it anyway")
        .isEqualTo(Release.SERVER_2022);
  }

  private static String problems(Recipe recipe, WindowsImage image) {
    BuildException failure =
        catchThrowableOfType(BuildException.class, () -> resolve(recipe, image));
    assertThat(failure.failure()).isEqualTo(Failure.MEDIA);
    return failure.what();
  }

  private static WindowsSource resolve(Recipe recipe, WindowsImage image) {
    Medium medium = Medium.unread(Path.of("a.iso"));
    return new InspectMedia(recipe)
        .resolve(
            new Media(medium, Optional.empty(), Optional.empty()),
            image,
            EnumSet.allOf(BootMode.class),
            Optional.empty());
  }

  private Recipe withUsername(String username) {
    CloudbaseInitSettings standard = plain.cloudbaseInit();
    CloudbaseInitSettings cloudbaseInit =
        new CloudbaseInitSettings(
            username,
            standard.groups(),
            standard.metadata(),
            standard.password(),
            standard.winRm(),
            standard.activation(),
            standard.realTimeClockUtc(),
            standard.start(),
            standard.localSystem());
    Recipe.Machine machine = plain.machine();
    return new Recipe(
        plain.name(),
        plain.media(),
        plain.windows(),
        new Recipe.Machine(
            machine.hypervisor(),
            machine.firmware(),
            machine.disk(),
            DiskBus.SATA,
            machine.memory(),
            machine.cpus(),
            machine.tpm(),
            machine.setupMedium(),
            machine.network()),
        cloudbaseInit,
        plain.updates(),
        plain.steps(),
        plain.settings(),
        plain.cleanUp(),
        plain.image(),
        plain.limits());
  }

  private static WindowsImage image(Release release) {
    return new WindowsImage(
        new ImageIndex(1),
        release.displayName(),
        release.displayName(),
        new EditionId(release.isServer() ? "ServerStandard" : "Professional"),
        Architecture.AMD64,
        release.currentVersion(),
        release.isServer() ? InstallationType.SERVER : InstallationType.CLIENT,
        List.of("en-US"),
        10L << 30);
  }
}
