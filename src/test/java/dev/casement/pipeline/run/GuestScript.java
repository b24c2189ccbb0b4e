package dev.casement.pipeline.run;

import dev.casement.guest.GuestMessage;
import dev.casement.guest.GuestMessage.Event;
import dev.casement.guest.GuestProtocol;
import dev.casement.hypervisor.FakeHypervisor.JobOnMedium;
import dev.casement.hypervisor.FakeVirtualMachine;
import dev.casement.hypervisor.MachineEvent;
import dev.casement.hypervisor.MachineSpec;
import java.util.OptionalInt;

/** What the guest of a {@link dev.casement.hypervisor.FakeHypervisor} says. */
public final class GuestScript {
  private GuestScript() {}

  /** Does every step of its job and powers off. */
  public static void works(JobOnMedium job, MachineSpec machine, FakeVirtualMachine screen) {
    works(job, screen, "Microsoft Windows Production PCA 2011");
  }

  /** The same with a boot manager that this authority has signed. */
  public static void works(JobOnMedium job, FakeVirtualMachine screen, String bootManager) {
    long sequence = 1;
    for (String step : job.steps()) {
      says(screen, job, sequence++, Event.STARTED, step, "");
      if (step.equals("updates")) {
        says(screen, job, sequence++, Event.FACT, step, "update.installed=KB1");
      }
      if (step.equals("boot-manager")) {
        says(screen, job, sequence++, Event.FACT, step, "bootManager.issuer=" + bootManager);
      }
      says(screen, job, sequence++, Event.FINISHED, step, "");
    }
    screen.then(new MachineEvent.PoweredOff());
  }

  public static void says(
      FakeVirtualMachine screen, JobOnMedium job, long sequence, Event event, String... stepText) {
    screen.says(
        GuestProtocol.format(
            new GuestMessage(
                job.token(), sequence, event, stepText[0], OptionalInt.empty(), stepText[1])));
  }
}
