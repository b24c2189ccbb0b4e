package dev.casement.disk.compact;

import dev.casement.disk.VirtualDisk;
import dev.casement.disk.image.DiskImage;
import dev.casement.disk.image.DiskImages;
import dev.casement.disk.image.Fields;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;

/** Compares ranges of two disks, several at a time. */
final class Comparison {
  /** The unit of work: what one thread reads at a time, in bytes. */
  private static final int PIECE = 256 << 10;

  private static final long PART = 32L << 20;

  /** Each thread opens both disks, with their tables. */
  private static final int MOST_THREADS = 4;

  private static final long TOLD_EVERY_MILLIS = 200;

  private final VirtualDisk one;
  private final VirtualDisk other;
  private final Extents extents;
  private final List<long[]> parts = new ArrayList<>();
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong difference = new AtomicLong(-1);
  private final AtomicBoolean given = new AtomicBoolean();

  Comparison(VirtualDisk one, VirtualDisk other, Extents extents) {
    this.one = one;
    this.other = other;
    this.extents = extents;
    extents.forEach(
        (start, end) -> {
          for (long at = start; at < end; at += PART) {
            parts.add(new long[] {at, Math.min(end, at + PART)});
          }
        });
  }

  /**
   * Compares until the first difference.
   *
   * @param onPercent called repeatedly on this thread; an exception from it ends the comparison
   * @return the position of a differing byte; empty if there is none
   * @throws dev.casement.disk.image.DiskException if a disk cannot be read
   */
  OptionalLong run(IntConsumer onPercent) {
    int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, MOST_THREADS);
    try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        workers.add(executor.submit(this::work));
      }
      try {
        for (Future<?> worker : workers) {
          await(worker, onPercent);
        }
      } finally {
        given.set(true);
      }
    }
    long found = difference.get();
    return found < 0 ? OptionalLong.empty() : OptionalLong.of(found);
  }

  private void await(Future<?> worker, IntConsumer onPercent) {
    long total = Math.max(1, extents.total());
    while (true) {
      onPercent.accept((int) (done.get() * 100 / total));
      try {
        worker.get(TOLD_EVERY_MILLIS, TimeUnit.MILLISECONDS);
        return;
      } catch (TimeoutException e) {
        // Still running.
      } catch (ExecutionException e) {
        if (e.getCause() instanceof RuntimeException failure) {
          throw failure;
        }
        throw new IllegalStateException(e.getCause());
      } catch (InterruptedException e) {
        // The next call of onPercent handles the interrupt.
        Thread.currentThread().interrupt();
        onPercent.accept(0);
        throw new IllegalStateException("interrupted, and nobody minds", e);
      }
    }
  }

  private void work() {
    try (DiskImage left = DiskImages.open(one.path(), one.format());
        DiskImage right = DiskImages.open(other.path(), other.format())) {
      ByteBuffer a = ByteBuffer.allocate(PIECE);
      ByteBuffer b = ByteBuffer.allocate(PIECE);
      while (!given.get()) {
        long part = next.getAndIncrement();
        if (part >= parts.size()) {
          return;
        }
        long end = parts.get((int) part)[1];
        long at = parts.get((int) part)[0];
        while (at < end && !given.get()) {
          long next = Math.min(left.skipZeros(at, end), right.skipZeros(at, end));
          if (next == at) {
            int count = (int) Math.min(PIECE, end - at);
            read(left, at, a.clear().limit(count));
            read(right, at, b.clear().limit(count));
            int mismatch = a.mismatch(b);
            if (mismatch >= 0) {
              difference.compareAndSet(-1, at + mismatch);
              given.set(true);
            }
            next = at + count;
          }
          done.addAndGet(next - at);
          at = next;
        }
      }
    } catch (RuntimeException e) {
      given.set(true);
      throw e;
    }
  }

  private static void read(DiskImage disk, long at, ByteBuffer to) {
    Fields.readFully(disk, at, to, "data");
    to.flip();
  }
}
