package dev.casement.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.hypervisor.virtualbox.RealVirtualBox;
import dev.casement.process.CommandRunner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole rehearsals on a real VirtualBox, whose guests are interpreted and take their time. */
@Tag("slow")
class VirtualBoxRehearsalIT {
  private static final String NAME = "rehearsal-windows-7-bios";

  private static CommandRunner virtualBox;

  @TempDir Path directory;

  @BeforeAll
  static void setUp() {
    virtualBox = RealVirtualBox.runner();
  }

  /** What differs is what Windows makes up at random, and what the machine's hardware is. */
  @Test
  void makesTheImageThatQemuMakes() throws IOException {
    ImageContent onVirtualBox = rehearse("virtualbox");
    ImageContent onQemu = rehearse("qemu");

    assertThat(onQemu.size()).isGreaterThan(100);
    assertThat(onVirtualBox.differencesTo(onQemu)).isEmpty();
  }

  private ImageContent rehearse(String hypervisor) throws IOException {
    Path output = directory.resolve(hypervisor);
    RehearsalRun run =
        new RehearsalRun(virtualBox, output, "--release", "windows-7", "--hypervisor", hypervisor);
    run.assertImageIsMade(NAME);
    Path scratch = Files.createDirectory(directory.resolve(hypervisor + ".content"));
    return new ImageContent(output.resolve(NAME + ".qcow2"), scratch);
  }
}
