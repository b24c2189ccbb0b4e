package dev.casement.disk;

import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the percentage from the progress lines of {@code qemu-img convert -p}. */
final class ConvertProgress implements Consumer<String> {
  private static final Pattern PROGRESS = Pattern.compile("\\(([0-9.]+)/100%\\)");

  private final IntConsumer onPercent;
  private int last = -1;

  /**
   * @param onPercent gets ascending values from 0 to 100
   */
  ConvertProgress(IntConsumer onPercent) {
    this.onPercent = onPercent;
  }

  @Override
  public void accept(String line) {
    Matcher matcher = PROGRESS.matcher(line);
    if (matcher.find()) {
      int percent = (int) Double.parseDouble(matcher.group(1));
      if (percent > last) {
        last = percent;
        onPercent.accept(percent);
      }
    }
  }
}
