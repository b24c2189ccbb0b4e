package dev.casement.pipeline.acquire;

import dev.casement.files.FileDigest;
import dev.casement.media.FileTree;
import dev.casement.pipeline.engine.StageContext;
import dev.casement.units.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/** Digests of the files of a build, with progress and within the stage's limit. */
public final class Digests {
  private Digests() {}

  static Sha256 sha256(Path file, String text, StageContext context) throws IOException {
    MessageDigest digest = Sha256.digest();
    update(file, text, context, digest);
    return Sha256.of(digest.digest());
  }

  /**
   * The digest of a directory: of its files' paths and digests, one per line as in sha256sum's
   * output.
   */
  static Sha256 sha256(FileTree directory, StageContext context) throws IOException {
    MessageDigest all = Sha256.digest();
    for (FileTree.Entry file : directory.files()) {
      Path path = directory.source().resolve(file.path());
      Sha256 one = sha256(path, "checking " + file.name(), context);
      all.update((one + "  " + file.path() + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.of(all.digest());
  }

  /** Computes both digests in one pass; Glance uses SHA-512, people compare SHA-256. */
  public static Both both(Path file, String text, StageContext context) throws IOException {
    MessageDigest sha256 = Sha256.digest();
    MessageDigest sha512 = FileDigest.sha512();
    update(file, text, context, sha256, sha512);
    return new Both(Sha256.of(sha256.digest()), HexFormat.of().formatHex(sha512.digest()));
  }

  /**
   * @param sha512 128 lower-case hexadecimal digits
   */
  public record Both(Sha256 sha256, String sha512) {}

  private static void update(Path file, String text, StageContext context, MessageDigest... digests)
      throws IOException {
    int[] reported = {-1};
    FileDigest.update(
        file,
        (done, size) -> {
          int percent = (int) Math.min(100, done * 100 / Math.max(1, size));
          if (percent > reported[0]) {
            reported[0] = percent;
            context.progress(Optional.empty(), OptionalInt.of(percent), text);
          }
          context.checkOnTime();
        },
        digests);
  }
}
