package dev.casement.hypervisor.virtualbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.casement.process.CommandResult;
import dev.casement.report.BuildException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("host-locale")
class OwnMachinesTest {
  private static final String LOCKED =
      "VBoxManage: error: The machine 'casement-x' is already locked for a session (or being"
          + " unlocked)\nVBoxManage: error: Details: code VBOX_E_INVALID_OBJECT_STATE (0x80bb0007),"
          + " component MachineWrap\nVBoxManage: error: Context: \"LockMachine\" at line 1\n";

  private static final String PENDING =
      LOCKED.replace(
          "is already locked for a session (or being unlocked)",
          "already has a lock request pending");

  private static String info(String folder, String group, String more) {
    return """
    name="casement-x"
    groups="%s"
    CfgFile="%s/casement/casement-x/casement-x.vbox"
    VMState="poweroff"
    storagecontrollername0="SATA"
    "SATA-0-0"="/base/b/disk.vdi"
    %s
    """
        .formatted(group, folder, more);
  }

  @Test
  void takesMediaOutBeforeItDeletesTheVmAndTriesAgainWhileItIsLocked() {
    AtomicInteger tries = new AtomicInteger();
    FakeVBoxManage fake =
        new FakeVBoxManage(
            arguments ->
                switch (arguments.getFirst()) {
                  case "showvminfo" -> FakeVBoxManage.says(info("/base/own", "/casement", ""));
                  case "storageattach" ->
                      switch (tries.incrementAndGet()) {
                        case 1 -> FakeVBoxManage.fails(LOCKED);
                        case 2 -> FakeVBoxManage.fails(PENDING);
                        default -> FakeVBoxManage.says("");
                      };
                  default -> FakeVBoxManage.says("");
                });
    own(fake).remove("casement-x");

    String detach = "storageattach casement-x --storagectl SATA --port 0 --device 0 --medium none";
    assertThat(fake.asked)
        .containsSubsequence(
            detach,
            detach,
            detach,
            "unregistervm casement-x --delete",
            "closemedium disk /base/b/disk.vdi")
        .noneMatch(call -> call.startsWith("controlvm"));
  }

  @Test
  void leavesTheDiskMadeWithTheVmToGoWithItAndTouchesNoMediumOfOthers() {
    String drives =
        """
        storagecontrollername1="VirtIO"
        "VirtIO-0-0"="/base/own/casement/casement-x/virtio-scsi.vdi"
        "VirtIO-1-0"="/home/somebody/virtio-scsi.vdi"
        """;
    FakeVBoxManage fake =
        new FakeVBoxManage(
            arguments ->
                FakeVBoxManage.says(
                    arguments.getFirst().equals("showvminfo")
                        ? info("/base/own", "/casement", drives)
                        : ""));
    own(fake).remove("casement-x");

    assertThat(fake.asked)
        .contains("storageattach casement-x --storagectl VirtIO --port 1 --device 0 --medium none")
        .doesNotContain(
            "storageattach casement-x --storagectl VirtIO --port 0 --device 0 --medium none")
        .filteredOn(call -> call.startsWith("closemedium"))
        .containsExactly("closemedium disk /base/b/disk.vdi");
  }

  @Test
  void anInterruptWhileItIsRemovedCutsNothingShort() {
    Thread caller = Thread.currentThread();
    FakeVBoxManage fake =
        new FakeVBoxManage(
            arguments -> {
              if (arguments.getFirst().equals("storageattach")) {
                caller.interrupt();
              }
              // As the real one, which is killed then.
              assertThat(Thread.currentThread().isInterrupted()).isFalse();
              return FakeVBoxManage.says(
                  arguments.getFirst().equals("showvminfo")
                      ? info("/base/own", "/casement", "")
                      : "");
            });
    Uninterrupted.run(() -> own(fake).remove("casement-x"));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(fake.asked).contains("unregistervm casement-x --delete");
  }

  @Test
  void aVmThatVirtualBoxDoesNotAnswerForIsSaidToBeThereStill() {
    FakeVBoxManage fake =
        new FakeVBoxManage(
            arguments -> FakeVBoxManage.fails("VBoxManage: error: Failed to create the object!"));

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(() -> own(fake).remove("casement-x"))
        .withMessageContaining("the VM casement-x is still there: ")
        .withMessageContaining("Failed to create the object!")
        .satisfies(e -> assertThat(e.remedy()).contains("casement clean"));
    assertThat(fake.asked.size()).isGreaterThan(5);
  }

  @Test
  void aVmThatVirtualBoxDoesNotKnowIsGone() {
    FakeVBoxManage fake =
        new FakeVBoxManage(
            arguments ->
                FakeVBoxManage.fails(
                    "VBoxManage.exe: error: Details: code VBOX_E_OBJECT_NOT_FOUND (0x80bb0001)\n"));
    own(fake).remove("casement-x");

    assertThat(fake.asked).containsExactly("showvminfo casement-x --machinereadable");
  }

  @Test
  void switchesARunningOneOffUntilItIsUnlocked() {
    AtomicInteger looks = new AtomicInteger();
    FakeVBoxManage fake =
        new FakeVBoxManage(
            arguments ->
                arguments.getFirst().equals("showvminfo")
                    ? FakeVBoxManage.says(
                        info(
                            "/base/own",
                            "/casement",
                            looks.incrementAndGet() < 4 ? "SessionName=\"headless\"" : ""))
                    : FakeVBoxManage.says(""));
    own(fake).remove("casement-x");

    assertThat(fake.asked)
        .containsSubsequence(
            "controlvm casement-x poweroff",
            "showvminfo casement-x --machinereadable",
            "controlvm casement-x poweroff",
            "showvminfo casement-x --machinereadable",
            "unregistervm casement-x --delete");
  }

  @Test
  void throwsAwayTheStateOfOneThatWasPutToSleep() {
    FakeVBoxManage fake =
        new FakeVBoxManage(
            arguments ->
                FakeVBoxManage.says(
                    arguments.getFirst().equals("showvminfo")
                        ? info("/base/own", "/casement", "").replace("poweroff", "aborted-saved")
                        : ""));
    own(fake).remove("casement-x");

    assertThat(fake.asked)
        .containsSubsequence(
            "discardstate casement-x",
            "storageattach casement-x --storagectl SATA --port 0 --device 0 --medium none",
            "unregistervm casement-x --delete");
  }

  @Test
  void leavesAloneWhatIsElsewhereOrInAnotherGroup() {
    for (String foreign :
        new String[] {info("/other", "/casement", ""), info("/base/own", "/", "")}) {
      FakeVBoxManage fake = new FakeVBoxManage(arguments -> FakeVBoxManage.says(foreign));
      own(fake).remove("casement-x");
      assertThat(fake.asked).containsExactly("showvminfo casement-x --machinereadable");
    }
  }

  /** Asked about one that it cannot read, VirtualBox 7.2 denies access. */
  @Test
  void asksNothingAboutThoseThatVirtualBoxCannotRead() {
    String unreadable = "f8a9bf95-4689-4595-8d4b-c0c73d2a0a62";
    String ours = "f8a9bf95-4689-4595-8d4b-c0c73d2a0a63";
    FakeVBoxManage fake =
        new FakeVBoxManage(
            arguments ->
                arguments.getFirst().equals("list")
                    ? FakeVBoxManage.says(
                        "\"<inaccessible>\" {%s}\n\"casement-x\" {%s}\n"
                            .formatted(unreadable, ours))
                    : arguments.contains(unreadable)
                        ? FakeVBoxManage.fails("VBoxManage: error: Details: code E_ACCESSDENIED\n")
                        : FakeVBoxManage.says(info("/base/own", "/casement", "")));

    assertThat(own(fake).all())
        .singleElement()
        .satisfies(info -> assertThat(info.get("name")).isEqualTo("casement-x"));
  }

  @Test
  void forgetsThoseOfOursWhoseSettingsAreGone() {
    String answer =
        """
        Name:            <inaccessible!>
        UUID:            %s
        Config file:     %s
        Encryption:     disabled
        Access error details:

        """;
    String ours = "f8a9bf95-4689-4595-8d4b-c0c73d2a0a62";
    String others = "f8a9bf95-4689-4595-8d4b-c0c73d2a0a63";
    FakeVBoxManage fake =
        new FakeVBoxManage(
            arguments ->
                FakeVBoxManage.says(
                    answer.formatted(ours, "/base/own/casement/casement-x/casement-x.vbox")
                        + answer.formatted(others, "/base/own/casement2/y/y.vbox")));

    assertThat(own(fake).forgetInaccessible()).containsExactly("casement-x");
    assertThat(fake.asked).containsExactly("list vms --long", "unregistervm " + ours);
  }

  /** VBoxManage.exe ends its lines with CR LF. */
  @Test
  void forgetsThemOnWindowsToo() {
    String ours = "f8a9bf95-4689-4595-8d4b-c0c73d2a0a62";
    String answer =
        """
        Name:            <inaccessible!>
        UUID:            %s
        Config file:     /base/own/casement/casement-x/casement-x.vbox
        Access error details:
        """
            .formatted(ours);
    FakeVBoxManage fake =
        new FakeVBoxManage(arguments -> FakeVBoxManage.says(answer.replace("\n", "\r\n")));

    assertThat(own(fake).forgetInaccessible()).containsExactly("casement-x");
    assertThat(
            OwnMachines.usersOf(
                FakeVBoxManage.says(
                        "In use by VMs:  casement-x (UUID: %s)\r\n                y z (UUID: %s)\r\n"
                            .formatted(ours, ours))
                    .stdout()))
        .containsExactly("casement-x", "y z");
  }

  @Test
  void anErrorThatVirtualBoxDoesNotCallOneIsShownByItsLastLines() {
    assertThat(VBoxManage.error(FakeVBoxManage.fails("a\nb\nlibX.so: cannot open\nd\n")))
        .isEqualTo("exit code 1, b; libX.so: cannot open; d");
    assertThat(VBoxManage.error(FakeVBoxManage.fails("VBoxManage.exe: error: no\n")))
        .isEqualTo("no");
  }

  @Test
  void readsWhoHasAMedium() {
    assertThat(
            OwnMachines.usersOf(
                """
                UUID:           0f8774d9-5b04-4d3c-9e95-454d4110dc86
                Location:       /b/a.vdi
                In use by VMs:  x 1 (UUID: 602e0e06-68fb-4b59-a534-58e4e91d5fd0)
                                x2 (UUID: 9c1620ab-96e4-4a19-a911-74a2fa870aa5)
                """))
        .containsExactly("x 1", "x2");
    assertThat(OwnMachines.usersOf("State:          created\n")).isEmpty();
  }

  @Test
  void showsVirtualBoxsOwnWordsWithoutItsWarningsAndSourceLines() {
    CommandResult result =
        FakeVBoxManage.fails("WARNING: The vboxdrv kernel module is not loaded.\n" + LOCKED);
    FakeVBoxManage fake = new FakeVBoxManage(arguments -> result);

    assertThatExceptionOfType(BuildException.class)
        .isThrownBy(
            () -> new VBoxManage(fake, Duration.ZERO).ok(java.util.List.of("modifyvm", "x")))
        .withMessageContaining("already locked")
        .satisfies(
            e -> assertThat(e.getMessage()).doesNotContain("WARNING").doesNotContain("Context"));
    assertThat(fake.asked.size()).isGreaterThan(10);
  }

  private static OwnMachines own(FakeVBoxManage fake) {
    return new OwnMachines(new VBoxManage(fake, Duration.ZERO), Path.of("/base/own"));
  }
}
