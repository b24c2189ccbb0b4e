package dev.casement.pipeline.run;

import dev.casement.hypervisor.BootPrompt;
import dev.casement.media.NoPromptBoot;
import dev.casement.pipeline.inspect.WindowsSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** How the install medium comes to boot, and what a plan says of it. */
public final class FirstBoot {
  private FirstBoot() {}

  /**
   * The question for a key that the medium asks. With BIOS Microsoft's media ask only where the
   * first disk has an active partition, which an empty disk has not.
   */
  public static Optional<BootPrompt> prompt(WindowsSource source) {
    if (!source.firmware().isUefi()) {
      return Optional.empty();
    }
    Path iso = source.media().install().path();
    // A plan may be made without it.
    Optional<NoPromptBoot> boot =
        Files.isRegularFile(iso) ? NoPromptBoot.of(iso) : Optional.empty();
    return Optional.of(
        new BootPrompt(boot.map(it -> new BootPrompt.Bypass(it.position(), it.sector()))));
  }

  /** A clause about a run; empty where nothing is asked. */
  public static String summary(Optional<BootPrompt> prompt, boolean keyAwaited) {
    if (prompt.isEmpty()) {
      return "";
    }
    return keyAwaited
        ? "; the up arrow is pressed for the medium's \"Press any key\""
        : "; boots without a key, from the medium's efisys_noprompt.bin";
  }

  /** What is left open without the medium; empty with it, or where it asks nothing. */
  public static Optional<String> leftOpen(WindowsSource source) {
    return source.firmware().isUefi() && !Files.isRegularFile(source.media().install().path())
        ? Optional.of(
            "whether the install medium boots without a key: where it has"
                + " efi/microsoft/boot/efisys_noprompt.bin, QEMU boots that, by an overlay over the"
                + " ISO, and no key is pressed; where it does not have it, and on VirtualBox, the up"
                + " arrow is")
        : Optional.empty();
  }
}
