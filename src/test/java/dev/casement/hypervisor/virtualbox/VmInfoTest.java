package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reads what VirtualBox 7.2.22 has really written. */
@Tag("host-locale")
class VmInfoTest {
  @Test
  void findsWhatIsInWhichDrive() throws IOException {
    assertThat(recorded().drives())
        .containsExactlyInAnyOrder(
            new VmInfo.Drive("SATA", 0, 0, "/builds/disk.vdi"),
            new VmInfo.Drive("IDE", 0, 0, "/builds/g.iso"),
            new VmInfo.Drive("IDE", 0, 1, "/builds/d2.iso"),
            new VmInfo.Drive("Floppy", 0, 0, "/builds/f.img"),
            new VmInfo.Drive("VirtIO", 0, 0, "/builds/extra.vdi"));
  }

  @Test
  void knowsTheStateTheLogAndTheMark() throws IOException {
    VmInfo info = recorded();

    assertThat(info.state()).isEqualTo(MachineState.POWERED_OFF);
    assertThat(info.isLocked()).isFalse();
    assertThat(info.log()).isEqualTo(Path.of("/builds/vms/casement/casement-t/Logs/VBox.log"));
    assertThat(info.get("groups")).isEqualTo("/casement");
  }

  @Test
  void isLockedWhileASessionHasIt() {
    assertThat(VmInfo.parse("VMState=\"poweroff\"\nSessionName=\"headless\"\n").isLocked())
        .isTrue();
  }

  @Test
  void readsQuotesAndBackslashesAsVirtualBoxEscapesThem() {
    assertThat(VmInfo.parse("CfgFile=\"/w\\\"q\\\\x y/a.vbox\"\n").get("CfgFile"))
        .isEqualTo("/w\"q\\x y/a.vbox");
  }

  @Test
  void readsPathsOfWindows() {
    VmInfo info =
        VmInfo.parse(
            """
            VMState="poweroff"
            CfgFile="C:\\\\Users\\\\Ada L\\\\casement\\\\x\\\\x.vbox"
            storagecontrollername0="SATA"
            "SATA-0-0"="D:\\\\a b\\\\disk.vdi"
            """
                .replace("\n", "\r\n"));

    assertThat(info.state()).isEqualTo(MachineState.POWERED_OFF);
    assertThat(info.get("CfgFile")).isEqualTo("C:\\Users\\Ada L\\casement\\x\\x.vbox");
    assertThat(info.drives()).containsExactly(new VmInfo.Drive("SATA", 0, 0, "D:\\a b\\disk.vdi"));
  }

  @ParameterizedTest
  @CsvSource({
    "running, RUNNING",
    "starting, RUNNING",
    "stopping, RUNNING",
    "poweroff, POWERED_OFF",
    "paused, PAUSED",
    "saved, ASLEEP",
    "aborted, ABORTED",
    "gurumeditation, STUCK"
  })
  void tellsStatesApart(String word, MachineState state) {
    assertThat(VmInfo.parse("VMState=\"" + word + "\"").state()).isEqualTo(state);
  }

  private static VmInfo recorded() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(VmInfoTest.class.getResourceAsStream("showvminfo-poweroff.txt"))) {
      return VmInfo.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
