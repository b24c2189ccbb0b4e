package dev.casement.compression;

import static org.assertj.core.api.Assertions.assertThat;

import dev.casement.disk.ntfs.Artefacts;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Windows' own API compressed is decompressed. */
@Tag(Artefacts.TAG)
class XpressHuffmanTest {
  @ParameterizedTest
  @CsvSource({
    "27826-8.txt, 16125, cb5195d92188b1ab0117009c235888d1e7a08b938ae9cd5131f6de987f439446",
    "64k-plus-one-zeros, 65537, 3266304f31be278d06c3bd3eb9aa3e00c59bedec0a890de466568b0b90b0e01f",
    "and_rand-128k+, 131095, dca5a81fb9abedc10a356d62892c7c5d2862d7198942ba78c9b153f0be06fe95",
    "midsummer-nights-dream.txt, 108080,"
        + " 86258cd5cca3bb45aa60781391e9ed6d75fdb574e96f19ca45da7691902951ff",
    "fuzzing-3591f9dc02bb00a54b60, 131077,"
        + " 2cac14644ec340a32056da94045ee61a2217110e777558a2cc9f67918bcc002d",
    "trigram_128k+, 131095, c058b5c23103b38bcc2a28f5e5d21f68dbc12d1209c122675b9b74f018f0f954"
  })
  void decompressesWhatWindowsCompressed(String name, int size, String sha256) {
    byte[] plain = new byte[size];
    new XpressHuffman()
        .decompress(ByteBuffer.wrap(Artefacts.bytes("compression/" + name + ".lzhuff")), plain);
    assertThat(Artefacts.digest("SHA-256", plain)).isEqualTo(sha256);
  }
}
