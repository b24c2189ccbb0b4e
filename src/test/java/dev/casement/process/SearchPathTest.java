package dev.casement.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchPathTest {
  @TempDir Path directory;

  @Test
  void pathComesFirstAndMayHaveEntriesThatAreNone() throws IOException {
    Path first = program("first/VBoxManage");
    Path other = program("a blank/VBoxManage");
    String path =
        String.join(
            File.pathSeparator, "", "no\0where", first.getParent() + "", other.getParent() + "");

    assertThat(find(Map.of("PATH", path), "VBoxManage")).isEqualTo(first);
    assertThat(find(Map.of("PATH", "\"" + other.getParent() + "\""), "VBoxManage"))
        .isEqualTo(other);
  }

  /** Nothing of it is on PATH: the installers for Windows do not change that. */
  @Test
  void findsWhatInstallersForWindowsHavePutElsewhere() throws IOException {
    Path box = program("Program Files/Oracle/VirtualBox/VBoxManage.exe");
    Path qemu = program("Program Files/qemu/qemu-img.exe");
    Path moved = program("D/box/VBoxManage.exe");
    Map<String, String> usual =
        Map.of("PATH", "", "ProgramFiles", directory.resolve("Program Files").toString());

    assertThat(find(usual, "VBoxManage")).isEqualTo(box);
    assertThat(find(usual, "qemu-img")).isEqualTo(qemu);
    for (String variable : new String[] {"VBOX_MSI_INSTALL_PATH", "VBOX_INSTALL_PATH"}) {
      assertThat(find(Map.of(variable, moved.getParent() + File.separator), "VBoxManage"))
          .isEqualTo(moved);
    }
  }

  @Test
  void theVariablesOfWindowsAreReadInItsSpelling() throws IOException {
    Map<String, String> environment =
        EnvironmentVariables.of(
            Map.of(
                "Path",
                "C:\\Windows\\system32;\"D:\\a blank;\";;E:\\tools",
                "ProgramFiles",
                "C:\\Program Files",
                "Vbox_Install_Path",
                "F:\\box\\"),
            HostSystem.WINDOWS);

    assertThat(SearchPath.of(environment, ";").directories())
        .extracting(Path::toString)
        .containsExactly(
            "C:\\Windows\\system32",
            "D:\\a blank",
            "E:\\tools",
            "F:\\box\\",
            "C:\\Program Files/Oracle/VirtualBox",
            "C:\\Program Files/qemu");
  }

  @Test
  void aProgramIsFoundByItsSuffixOnWindowsToo() throws IOException {
    Path qemu = program("Program Files/qemu/qemu-img.exe");
    Map<String, String> environment =
        EnvironmentVariables.of(
            Map.of("Path", qemu.resolveSibling("").toString()), HostSystem.WINDOWS);

    assertThat(find(environment, "qemu-img")).isEqualTo(qemu);
    assertThat(find(environment, "qemu-img.exe")).isEqualTo(qemu);
  }

  private Path find(Map<String, String> environment, String program) {
    return SearchPath.of(environment, File.pathSeparator).find(program, directory).orElseThrow();
  }

  private Path program(String name) throws IOException {
    Path file = directory.resolve(name);
    Files.createDirectories(file.getParent());
    Files.createFile(file);
    assertThat(file.toFile().setExecutable(true)).isTrue();
    return file;
  }
}
