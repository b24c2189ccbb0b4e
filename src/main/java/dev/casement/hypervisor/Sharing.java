package dev.casement.hypervisor;

/** Who a medium is for. */
public enum Sharing {
  /** For one run: it may contain secrets, and nothing of it remains after the run. */
  OF_RUN,
  /** For all builds: a hypervisor that has to copy it may keep the copy. */
  SHARED
}
