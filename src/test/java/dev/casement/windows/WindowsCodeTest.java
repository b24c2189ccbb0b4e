package dev.casement.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("host-locale")
class WindowsCodeTest {
  @Test
  void findsCodesInTheFormsThatProgramsWriteThem() {
    assertThat(
            WindowsCode.in(
                "KB5034439 (0x80070643, tried 3 times); dwRet = 0X80310039; again 0x80070643"))
        .containsExactly(
            WindowsCode.ERROR_INSTALL_FAILURE_HRESULT, WindowsCode.FVE_E_NOT_DECRYPTED);
    assertThat(WindowsCode.in("Windows Installer ended with exit code 1603 on x.msi"))
        .containsExactly(WindowsCode.ERROR_INSTALL_FAILURE);
    assertThat(WindowsCode.in("wusa ended with exit code -2145124329"))
        .containsExactly(WindowsCode.WU_E_NOT_APPLICABLE);
  }

  @Test
  void takesNoOtherNumberForACode() {
    assertThat(WindowsCode.in("exit code 1, 1603 files, 0x800706430, 0x12345678")).isEmpty();
    assertThat(WindowsCode.in("exit code 99999999999")).isEmpty();
  }

  @Test
  void eachCodeHasOneMeaning() {
    assertThat(Arrays.stream(WindowsCode.values()).map(WindowsCode::code)).doesNotHaveDuplicates();
  }

  @Test
  void theManualHasTheSameTable() throws IOException {
    List<String> table =
        Files.readAllLines(Path.of("docs/troubleshooting.md")).stream()
            .dropWhile(line -> !line.equals("| code | means | do | source |"))
            .skip(2)
            .takeWhile(line -> line.startsWith("|"))
            .toList();

    assertThat(table)
        .containsExactlyElementsOf(
            Arrays.stream(WindowsCode.values())
                .map(
                    code ->
                        "| `%s` | %s | %s | %s |"
                            .formatted(code.code(), code.meaning(), code.remedy(), code.source()))
                .toList());
  }
}
