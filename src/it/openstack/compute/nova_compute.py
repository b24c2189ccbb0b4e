"""nova-compute for a host without KVM, where no server with os_type=windows would start: QEMU has the Hyper-V
enlightenments that Nova then asks for with KVM only. They are left out, and nothing else."""

import sys

from nova.cmd.compute import main  # first: it prepares the libraries that others load
from nova.virt.libvirt.driver import LibvirtDriver

set_features = LibvirtDriver._set_features


def without_enlightenments(self, guest, os_type, image_meta, flavor):
    set_features(self, guest, None if os_type == "windows" else os_type, image_meta, flavor)


LibvirtDriver._set_features = without_enlightenments
sys.exit(main())
