# SPDX-License-Identifier: Apache-2.0
# SPDX-FileCopyrightText: octet contributors
"""A Slurm cluster of this one machine, of Debian's slurm-wlm and munge, in a folder of its own. Needs root.

Its daemons live in a network of their own, which has nothing but a loopback: whatever the machine's name is, they listen
on 127.0.0.1, and no port of the machine is taken. What they leave running is ended with them.
"""
import ctypes
import fcntl
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import time

DAEMONS = ["munged", "slurmctld", "slurmd"]
TOOLS = ["sbatch", "squeue", "scancel", "sinfo"]
SBIN = "/usr/sbin:/sbin"
HOST = "localhost"
START_SECONDS, RUN_SECONDS = 60, 400


class Impossible(Exception):
    """Why there can be no cluster here."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def die_with_parent():
    pr_set_pdeathsig = 1
    ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def enter_own_network():
    """This process and its children from now on: a network with a loopback alone, and a host's name of its address."""
    new_uts, new_net = 0x04000000, 0x40000000
    get_flags, set_flags, set_address, up = 0x8913, 0x8914, 0x8916, 1
    with_flags, with_address = "16sh22x", "16sHH4s16x"  # struct ifreq
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(new_uts | new_net) != 0:
        raise Impossible(f"no network of its own: {os.strerror(ctypes.get_errno())}")
    socket.sethostname(HOST)
    with socket.socket() as any_socket:
        now = fcntl.ioctl(any_socket, get_flags, struct.pack(with_flags, b"lo", 0))
        fcntl.ioctl(any_socket, set_flags, struct.pack(with_flags, b"lo", struct.unpack(with_flags, now)[1] | up))
        # Names are only looked up (AI_ADDRCONFIG) where there is an address besides 127.0.0.1.
        fcntl.ioctl(any_socket, set_address,
                    struct.pack(with_address, b"lo:1", socket.AF_INET, 0, socket.inet_aton("127.0.0.2")))
    if not socket.gethostbyname(HOST).startswith("127."):
        raise Impossible(f"{HOST} is {socket.gethostbyname(HOST)}")


def adopt_orphans():
    """What daemons leave running becomes a child of this process."""
    pr_set_child_subreaper = 36
    ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1)


def children(process):
    try:
        return [int(word) for word in pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def listening():
    """The addresses that something in this network listens on, in the kernel's hexadecimal form."""
    found = []
    for table in ("tcp", "tcp6"):
        path = pathlib.Path("/proc/self/net") / table
        rows = path.read_text().splitlines()[1:] if path.exists() else []
        found += [row.split()[1].split(":")[0] for row in rows if row.split()[3] == "0A"]
    return found


class Cluster:
    """Use with `with`: whatever happens inside, all daemons are stopped at its end."""

    def __init__(self, folder, cpus):
        self.folder, self.cpus, self.daemons = pathlib.Path(folder), cpus, []
        self.environment = dict(os.environ, PATH=f"{os.environ['PATH']}:{SBIN}", SLURM_CONF=str(self.folder / "slurm.conf"))
        for name in [n for n in self.environment if n.startswith(("SBATCH_", "SLURM_")) and n != "SLURM_CONF"]:
            del self.environment[name]

    def __enter__(self):
        missing = [name for name in DAEMONS + TOOLS if not shutil.which(name, path=self.environment["PATH"])]
        if missing:
            raise Impossible(f"not installed: {', '.join(missing)} (Debian packages slurm-wlm and munge)")
        if os.geteuid() != 0:
            raise Impossible("slurmd and slurmctld are started as root")
        adopt_orphans()
        enter_own_network()
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_):
        self.stop()

    def configuration(self):
        lines = ["ClusterName=octet", f"SlurmctldHost={HOST}(127.0.0.1)", "SlurmUser=root", "SlurmdUser=root",
                 "AuthType=auth/munge", "CredType=cred/munge", f"AuthInfo=socket={self.folder}/munge.socket",
                 f"SlurmctldPort={free_port()}", f"SlurmdPort={free_port()}",
                 f"StateSaveLocation={self.folder}/state", f"SlurmdSpoolDir={self.folder}/spool",
                 f"SlurmctldPidFile={self.folder}/slurmctld.pid", f"SlurmdPidFile={self.folder}/slurmd.pid",
                 "ProctrackType=proctrack/linuxproc", "TaskPlugin=task/none", "JobAcctGatherType=jobacct_gather/none",
                 "SwitchType=switch/none", "MpiDefault=none", "ReturnToService=2", "KillWait=5",
                 "SelectType=select/cons_tres", "SelectTypeParameters=CR_CPU", "SlurmdParameters=config_overrides",
                 "CommunicationParameters=NoInAddrAny,NoCtldInAddrAny",
                 f"NodeName={HOST} NodeAddr=127.0.0.1 CPUs={self.cpus} State=UNKNOWN",
                 "PartitionName=main Nodes=ALL Default=YES MaxTime=60 State=UP"]
        return "\n".join(lines) + "\n"

    def start(self):
        for name in ("state", "spool"):
            (self.folder / name).mkdir()
        (self.folder / "slurm.conf").write_text(self.configuration())
        key = self.folder / "munge.key"
        key.write_bytes(os.urandom(128))
        key.chmod(0o400)
        self.launch("munged", "--foreground", "--force", f"--key-file={key}", f"--socket={self.folder}/munge.socket",
                    f"--pid-file={self.folder}/munged.pid", f"--seed-file={self.folder}/munge.seed")
        self.wait_for("munged", lambda: (self.folder / "munge.socket").exists())
        self.launch("slurmctld", "-D", "-i")
        self.launch("slurmd", "-D")
        self.wait_for("the node", lambda: self.run("sinfo", "-h", "-o", "%t").stdout.strip() == "idle")

    def launch(self, name, *words):
        log = open(self.folder / f"{name}.log", "wb")
        with log:
            self.daemons.append((name, subprocess.Popen([name, *words], env=self.environment, stdin=subprocess.DEVNULL,
                                                        stdout=log, stderr=log, cwd=self.folder,
                                                        preexec_fn=die_with_parent)))

    def wait_for(self, what, ready):
        end = time.monotonic() + START_SECONDS
        while not ready():
            dead = [name for name, process in self.daemons if process.poll() is not None]
            if dead or time.monotonic() > end:
                raise Impossible(f"{', '.join(dead) or what} did not come up\n{self.logs()}")
            time.sleep(0.1)

    def logs(self):
        return "".join(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}\n" for log in self.folder.glob("*.log"))

    def run(self, *words, **options):
        return subprocess.run([str(word) for word in words], env=self.environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, timeout=RUN_SECONDS, check=False, **options)

    def stop(self):
        if len(self.daemons) == len(DAEMONS):
            try:
                self.run("scancel", "--user=root")
                end = time.monotonic() + 15
                while self.run("squeue", "-h").stdout.strip() and time.monotonic() < end:
                    time.sleep(0.1)
            except subprocess.TimeoutExpired:
                pass  # its daemons are ended below
        for _, process in reversed(self.daemons):
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.daemons = []
        while left := children(os.getpid()):
            for process in left:
                os.kill(process, signal.SIGKILL)  # not waited for yet: it is still there
                os.waitpid(process, 0)
