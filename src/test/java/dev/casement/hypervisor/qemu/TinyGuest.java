package dev.casement.hypervisor.qemu;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * An operating system of at most 510 bytes, for real: a boot sector in 16-bit code, put together
 * from a few actions. The BIOS loads it to 0000:7c00, with the number of the boot drive in DL.
 */
final class TinyGuest {
  static final int SECTOR = 512;

  private final ByteArrayOutputStream code = new ByteArrayOutputStream();

  TinyGuest() {
    // xor ax, ax; mov ds, ax; mov es, ax; mov ss, ax; mov sp, 0x7c00; cld; mov [0x7b00], dl
    hex("31c0 8ed8 8ec0 8ed0 bc007c fc 8816007b");
  }

  /** Sends the text and a line end to the first serial port. */
  TinyGuest print(String text) {
    byte[] bytes = (text + "\r\n\0").getBytes(StandardCharsets.US_ASCII);
    // jmp over the text
    hex("e9").word(bytes.length);
    int at = 0x7c00 + code.size();
    code.writeBytes(bytes);
    // mov si, text
    hex("be").word(at);
    return printAtSi();
  }

  /** Sends what is at this address, up to a zero, to the first serial port. */
  TinyGuest printMemory(int address) {
    return hex("be").word(address).printAtSi();
  }

  private TinyGuest printAtSi() {
    // next: lodsb; test al, al; jz done; mov ah, al; mov dx, 0x3fd
    // wait: in al, dx; test al, 0x20; jz wait; mov al, ah; mov dx, 0x3f8; out dx, al; jmp next
    return hex("ac 84c0 7412 88c4 bafd03 ec a820 74fb 88e0 baf803 ee ebe9");
  }

  /** ACPI: sleep type 0 (off) into PM1a_CNT, which QEMU's firmware puts at 0x604. */
  TinyGuest powerOff() {
    // mov dx, 0x604; mov ax, 0x2000; out dx, ax
    return hex("ba0406 b80020 ef").halt();
  }

  /** Through the keyboard controller. */
  TinyGuest reset() {
    return hex("b0fe e664").halt();
  }

  /** An exception without a handler for it, nor for the failure to handle it. */
  TinyGuest tripleFault() {
    // mov word [0x7b10], 0; lidt [0x7b10]: no entries; cr0 |= 1: protected mode; int3
    return hex("c706107b0000 0f011e107b 0f20c0 0c01 0f22c0 cc").halt();
  }

  /** Through pvpanic's port. */
  TinyGuest panic() {
    return hex("b001 ba0505 ee").halt();
  }

  TinyGuest halt() {
    // again: hlt; jmp again
    return hex("f4 ebfd");
  }

  /** Waits for a key and prints its ASCII code as a character. */
  TinyGuest printKey() {
    // xor ax, ax; int 0x16; mov [0x7b20], al; mov byte [0x7b21], '\n'; mov byte [0x7b22], 0
    return hex("31c0 cd16 a2207b c606217b0a c606227b00").printMemory(0x7b20);
  }

  /** Prints what the hardware clock shows, {@code hhmm}. */
  TinyGuest printClock() {
    // mov ah, 2; int 0x1a: BCD in ch and cl; mov di, 0x7b20; for ch, then cl:
    // mov al, c; shr al, 4; add al, '0'; stosb; mov al, c; and al, 15; add al, '0'; stosb
    hex("b402 cd1a bf207b").hex("88e8 c0e804 0430 aa 88e8 240f 0430 aa");
    // mov ax, '\n'; stosw
    return hex("88c8 c0e804 0430 aa 88c8 240f 0430 aa b80a00 ab").printMemory(0x7b20);
  }

  /** Reads the first sector of drive A: to 0x8000. */
  TinyGuest readFloppy() {
    // mov ax, 0x0201; mov bx, 0x8000; mov cx, 1; xor dx, dx; int 0x13
    return hex("b80102 bb0080 b90100 31d2 cd13");
  }

  /** Reads one sector of the boot disk to 0x8000. */
  TinyGuest readDisk(int sector) {
    return transferDisk(0x42, sector);
  }

  /** Writes one sector of the boot disk from 0x7c00. */
  TinyGuest writeDisk(int sector) {
    return transferDisk(0x43, sector);
  }

  private TinyGuest transferDisk(int function, int sector) {
    int buffer = function == 0x42 ? 0x8000 : 0x7c00;
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    // size 16, one sector, buffer, 64-bit sector number
    packet.writeBytes(new byte[] {16, 0, 1, 0, (byte) buffer, (byte) (buffer >> 8), 0, 0});
    for (int shift = 0; shift < 64; shift += 8) {
      packet.write(shift < 32 ? sector >> shift : 0);
    }
    hex("e9").word(packet.size());
    int at = 0x7c00 + code.size();
    code.writeBytes(packet.toByteArray());
    // mov si, packet; mov ah, function; mov al, 0; mov dl, [0x7b00]; int 0x13
    return hex("be").word(at).hex("b4").octet(function).hex("b000 8a16007b cd13");
  }

  /** Goes back to the first action, for ever. */
  TinyGuest repeat() {
    hex("e9");
    return word(-(code.size() + 2));
  }

  private TinyGuest hex(String hex) {
    code.writeBytes(HexFormat.of().parseHex(hex.replace(" ", "")));
    return this;
  }

  private TinyGuest word(int value) {
    return octet(value).octet(value >> 8);
  }

  private TinyGuest octet(int value) {
    code.write(value);
    return this;
  }

  /** A disk of this many sectors that boots it. */
  byte[] disk(int sectors) {
    if (code.size() > SECTOR - 2) {
      throw new IllegalStateException("the guest is too big: " + code.size());
    }
    byte[] disk = Arrays.copyOf(code.toByteArray(), sectors * SECTOR);
    disk[SECTOR - 2] = 0x55;
    disk[SECTOR - 1] = (byte) 0xaa;
    return disk;
  }
}
