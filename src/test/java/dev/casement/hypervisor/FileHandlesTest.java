package dev.casement.hypervisor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.casement.disk.DiskFormat;
import dev.casement.disk.VirtualDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FileHandlesTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(DiskFormat.class)
  void aHandleLeadsBackToItsFile(DiskFormat format) {
    VirtualDisk disk = new VirtualDisk(Path.of("/work/a: b/disk"), format);

    assertThat(FileHandles.file(FileHandles.of(disk))).isEqualTo(disk);
  }

  @Test
  void aDiskOfAnotherHypervisorIsNotTakenForAFile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileHandles.file(new DiskHandle("8a1c3b52-0d5e-4b07-8f3c-1f6f0f0f4c11")))
        .withMessageContaining("8a1c3b52");
  }

  @Test
  void aMediumLeadsBackToItsImageWhoseNameMayHaveAColon() {
    Path image = directory.resolve("a: b.iso");

    assertThat(FileHandles.file(FileHandles.of(image))).isEqualTo(image);
  }

  @Test
  void aMediumOfAnotherHypervisorIsNotTakenForAFile() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileHandles.file(new MediumHandle("8a1c3b52")))
        .withMessageContaining("8a1c3b52");
  }

  @Test
  void aDiskIsDeletedOnceAndThenGone() throws IOException {
    Path file = Files.writeString(directory.resolve("disk.raw"), "disk");
    DiskHandle disk = FileHandles.of(new VirtualDisk(file, DiskFormat.RAW));

    FileHandles.delete(disk);
    FileHandles.delete(disk);

    assertThat(file).doesNotExist();
  }
}
