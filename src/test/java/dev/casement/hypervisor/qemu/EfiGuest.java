package dev.casement.hypervisor.qemu;

import dev.casement.process.CommandRunner;
import dev.casement.process.HostCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;

/**
 * An EFI program in 64-bit code, for real: it says a line on the first serial port, then switches
 * the machine off or resets it (Microsoft, "PE Format"; UEFI Specification, "UEFI Images").
 */
final class EfiGuest {
  private static final int HEADERS = 0x200;
  private static final int CODE = 0x200;
  private static final int CODE_ADDRESS = 0x1000;

  private final byte[] code;

  private EfiGuest(String text, String end) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] line = ("\r\n" + text + "\r\n\0").getBytes(StandardCharsets.US_ASCII);
    // call over the text; the text; pop rsi
    bytes.write(0xe8);
    bytes.writeBytes(number(line.length));
    bytes.writeBytes(line);
    // next: lodsb; test al, al; jz done; mov ah, al; mov dx, 0x3fd
    // wait: in al, dx; test al, 0x20; jz wait; mov al, ah; mov dx, 0x3f8; out dx, al; jmp next
    String print = "5e ac 84c0 7414 88c4 66bafd03 ec a820 74fb 88e0 66baf803 ee ebe7";
    // again: hlt; jmp again
    bytes.writeBytes(HexFormat.of().parseHex((print + end + "f4 ebfd").replace(" ", "")));
    code = bytes.toByteArray();
  }

  /** ACPI: sleep type 0 (off) into PM1a_CNT, which OVMF puts at 0x604. */
  static EfiGuest saysAndPowersOff(String text) {
    // mov dx, 0x604; mov ax, 0x2000; out dx, ax
    return new EfiGuest(text, "66ba0406 66b80020 66ef");
  }

  /** Through the chipset's reset register. */
  static EfiGuest saysAndResets(String text) {
    // mov dx, 0xcf9; mov al, 6; out dx, al
    return new EfiGuest(text, "66baf90c b006 ee");
  }

  private static byte[] number(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** A PE32+ image with one section. */
  private byte[] image() {
    ByteBuffer image = ByteBuffer.allocate(HEADERS + CODE).order(ByteOrder.LITTLE_ENDIAN);
    image.put(0, "MZ".getBytes(StandardCharsets.US_ASCII)).putInt(0x3c, 0x40).position(0x40);
    image.put("PE\0\0".getBytes(StandardCharsets.US_ASCII));
    // x64, one section, 240 bytes of optional header; executable, more than 2 GiB of addresses
    image.putShort((short) 0x8664).putShort((short) 1).putInt(0).putInt(0).putInt(0);
    image.putShort((short) 240).putShort((short) 0x22);
    int optional = image.position();
    image.putShort((short) 0x20b).putShort((short) 0).putInt(CODE).putInt(0).putInt(0);
    image.putInt(CODE_ADDRESS).putInt(CODE_ADDRESS).putLong(0);
    // Alignment in memory and in the file, six versions, size in memory, size of the headers.
    image.putInt(CODE_ADDRESS).putInt(HEADERS).putLong(0).putInt(0).putInt(0);
    image.putInt(2 * CODE_ADDRESS).putInt(HEADERS).putInt(0);
    // An EFI application; 16 data directories, all empty.
    image.putShort((short) 10).putInt(optional + 108, 16).position(optional + 240);
    image.put(".text\0\0\0".getBytes(StandardCharsets.US_ASCII));
    image.putInt(CODE).putInt(CODE_ADDRESS).putInt(CODE).putInt(HEADERS);
    image.putLong(0).putInt(0).putInt(0x60000020);
    return image.put(HEADERS, code).array();
  }

  /** Writes a FAT file system that UEFI firmware boots it from. */
  Path writeBootImage(Path file, CommandRunner runner) throws IOException {
    Path program = Files.write(file.resolveSibling(file.getFileName() + ".efi"), image());
    Files.write(file, new byte[1440 * 1024]);
    run(runner, "/usr/sbin/mkfs.vfat", "-F", "12", file.toString());
    run(runner, "mmd", "-i", file.toString(), "::/EFI", "::/EFI/BOOT");
    run(runner, "mcopy", "-i", file.toString(), program.toString(), "::/EFI/BOOT/BOOTX64.EFI");
    return file;
  }

  private static void run(CommandRunner runner, String... argv) {
    runner.runOk(HostCommand.of(Duration.ofMinutes(1), argv));
  }
}
