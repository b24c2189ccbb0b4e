package dev.casement.cli;

import dev.casement.build.Limits;
import dev.casement.build.Recipe;
import dev.casement.disk.DiskFormat;
import dev.casement.hypervisor.Machine.Network;
import dev.casement.windows.Architecture;
import dev.casement.windows.DataSize;
import dev.casement.windows.DiskBus;
import dev.casement.windows.Firmware;
import dev.casement.windows.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a rehearsal builds: the recipe of a usual build, small and in a hurry. */
record Rehearsal(Release release, Firmware firmware) {
  Recipe recipe(RehearsalMedia media) {
    String edition = release.isServer() ? "ServerStandard" : "Professional";
    return new Recipe(
        "rehearsal-" + release.id() + "-" + firmware.id(),
        new Recipe.Media(
            source(media.install(release)),
            Optional.of(source(media.drivers())),
            Optional.of(source(media.cloudbaseInit()))),
        new Recipe.Windows(
            Optional.of(release),
            Optional.of(Architecture.AMD64),
            Optional.of(new Recipe.ImageSelector.ByEdition(edition)),
            new Recipe.ProductKeyChoice.Kms(),
            "en-US",
            "UTC"),
        new Recipe.Machine(
            "qemu",
            Optional.of(firmware),
            DataSize.gibibytes(8),
            DiskBus.VIRTIO,
            DataSize.gibibytes(1),
            2,
            false,
            Optional.empty(),
            Network.ISOLATED),
        new Recipe.CloudbaseInit("Admin", List.of("Administrators")),
        new Recipe.Updates.MicrosoftUpdate(),
        List.of(),
        new Recipe.Image(DiskFormat.QCOW2, true),
        limits());
  }

  /** The stand-in takes half a minute for a run under software emulation. */
  private static Limits limits() {
    Duration run = Duration.ofMinutes(5);
    return new Limits(run, run, run, run, run, Duration.ofSeconds(45), 5);
  }

  private static Recipe.Source source(Path file) {
    return new Recipe.Source(
        new Recipe.Location.LocalFile(file.toAbsolutePath().normalize()), Optional.empty());
  }
}
