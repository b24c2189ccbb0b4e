package dev.casement.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "qemu-img",
        "/usr/bin/qemu-img",
        "qemu-img.exe",
        "C:\\Program Files\\qemu\\qemu-img.EXE",
        "C:/Program Files/qemu/qemu-img.exe"
      })
  void isKnownByItsNameWithFoldersAndSuffix(String program) {
    assertThat(Tool.of(program)).contains(Tool.QEMU_IMG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "qemu-img2", "my-qemu-img", "qemu-img.exe.bak", "qemu-imgXexe"})
  void isNoOther(String program) {
    assertThat(Tool.of(program)).isEmpty();
  }

  @Test
  void isInstalledAsTheHostsSystemHasIt() {
    assertThat(Tool.QEMU_IMG.remedy(HostSystem.LINUX))
        .isEqualTo("install the Debian package qemu-utils");
    assertThat(Tool.QEMU_IMG.remedy(HostSystem.MACOS)).contains("brew install qemu");
    assertThat(Tool.QEMU_IMG.remedy(HostSystem.WINDOWS)).contains("qemu.org/download");
    assertThat(Tool.SWTPM.remedy(HostSystem.WINDOWS)).contains("--hypervisor virtualbox");
    assertThat(Tool.VBOXMANAGE.remedy(HostSystem.WINDOWS)).contains("virtualbox.org");
  }
}
