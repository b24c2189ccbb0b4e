package dev.casement.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.casement.bytes.ByteSource;
import dev.casement.verify.inventory.BootAuthority;
import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class BootAuthorityTest {
  private static final byte[] SIGNED = ImageOfWindows.signedBootManager();

  @Test
  void theAuthorityIsTheIssuerOfTheSignersCertificate() {
    assertThat(BootAuthority.authority(source(SIGNED))).contains("Windows UEFI CA 2023");
  }

  @Test
  void withoutASignatureItIsUnknown() {
    byte[] unsigned = SIGNED.clone();
    // The size of the certificate table.
    int header = ByteBuffer.wrap(unsigned).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt(60);
    ByteBuffer.wrap(unsigned).putInt(header + 24 + 112 + 36, 0);
    assertThat(BootAuthority.authority(source(unsigned))).isEmpty();
    assertThat(BootAuthority.authority(source(new byte[] {'M', 'Z'}))).isEmpty();
    assertThat(BootAuthority.authority(source(new byte[0]))).isEmpty();
  }

  @Property(tries = 400)
  void damageIsNoDefect(@ForAll long seed) {
    Random random = new Random(seed);
    byte[] bytes = SIGNED.clone();
    for (int i = 0; i < 1 + random.nextInt(20); i++) {
      bytes[random.nextBoolean() ? random.nextInt(300) : random.nextInt(bytes.length)] =
          (byte) random.nextInt();
    }
    assertThatCode(() -> BootAuthority.authority(source(bytes))).doesNotThrowAnyException();
  }

  private static ByteSource source(byte[] bytes) {
    return new ByteSource() {
      @Override
      public String name() {
        return "a boot manager";
      }

      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public int read(long position, ByteBuffer to) {
        if (position >= bytes.length) {
          return -1;
        }
        int count = (int) Math.min(to.remaining(), bytes.length - position);
        to.put(bytes, (int) position, count);
        return count;
      }
    };
  }
}
