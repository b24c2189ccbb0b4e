package dev.casement.openstack.publish;

import dev.casement.openstack.image.Marks;
import dev.casement.openstack.image.NewImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/** Orders for files of random bytes, each of a recipe of its own. */
public final class Orders {
  private Orders() {}

  public static PublishOrder of(Path directory, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random().nextBytes(bytes);
    Path file = Files.write(directory.resolve(UUID.randomUUID() + ".img"), bytes);
    String recipe = "test-" + UUID.randomUUID();
    return order(file, size, sha512(bytes), recipe);
  }

  static PublishOrder order(Path file, long size, String sha512, String recipe) {
    NewImage image =
        new NewImage(
            recipe,
            "raw",
            1,
            512,
            Optional.empty(),
            Optional.empty(),
            List.of(),
            Map.of(Marks.RECIPE, recipe, Marks.BUILD, UUID.randomUUID().toString()),
            Set.of());
    return new PublishOrder(
        file,
        size,
        sha512,
        recipe,
        image,
        List.of(),
        OptionalInt.empty(),
        PublishOrder.Older.HIDE,
        Optional.empty(),
        false);
  }

  static String sha512(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
