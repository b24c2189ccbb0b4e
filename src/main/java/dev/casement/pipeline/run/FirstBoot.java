package dev.casement.pipeline.run;

import dev.casement.hypervisor.BootPrompt;
import dev.casement.media.NoPromptBoot;
import dev.casement.pipeline.inspect.WindowsSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Describes how the install medium is booted. */
public final class FirstBoot {
  private FirstBoot() {}

  /**
   * The medium's prompt to press a key. With BIOS, Microsoft's media prompt only if the first disk
   * has an active partition, which an empty disk lacks.
   */
  public static Optional<BootPrompt> prompt(WindowsSource source) {
    if (!source.firmware().isUefi() || source.base().isPresent()) {
      return Optional.empty();
    }
    Path iso = source.media().start().path();
    // The medium may be missing in a plan.
    Optional<NoPromptBoot> boot =
        Files.isRegularFile(iso) ? NoPromptBoot.of(iso) : Optional.empty();
    return Optional.of(
        new BootPrompt(boot.map(it -> new BootPrompt.Bypass(it.position(), it.sector()))));
  }

  /** A clause for a plan; empty if there is no prompt. */
  public static String summary(Optional<BootPrompt> prompt, boolean keyAwaited) {
    if (prompt.isEmpty()) {
      return "";
    }
    return keyAwaited
        ? "; the up arrow is pressed for the medium's \"Press any key\""
        : "; boots without a key, from the medium's efisys_noprompt.bin";
  }

  /** What a plan cannot know without the medium; empty if it is present or does not prompt. */
  public static Optional<String> leftOpen(WindowsSource source) {
    return source.firmware().isUefi()
            && source.base().isEmpty()
            && !Files.isRegularFile(source.media().start().path())
        ? Optional.of(
            "whether the install medium boots without a key: where it has"
                + " efi/microsoft/boot/efisys_noprompt.bin, QEMU boots that, by an overlay over the"
                + " ISO, and no key is pressed; where it does not have it, and on VirtualBox, the up"
                + " arrow is")
        : Optional.empty();
  }
}
