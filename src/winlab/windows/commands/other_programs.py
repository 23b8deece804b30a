"""Programs that come with Windows Server 2003 and that winlab has no more than the names of: a call says so.

https://learn.microsoft.com/previous-versions/windows/it-pro/windows-server-2003/cc778084(v=ws.10)
"""

from __future__ import annotations

from winlab.powershell.errors import NotEmulated
from winlab.windows.programs import PROGRAMS, ProgramCall

_NAMES = """
append.exe atmadm.exe auditusr.exe bootcfg.exe bootvrfy.exe cmdkey.exe cipher.exe convert.exe csvde.exe
debug.exe defrag.exe diantz.exe diskcomp.com diskcopy.com diskpart.exe diskperf.exe doskey.exe edlin.exe
eventtriggers.exe expand.exe extrac32.exe finger.exe format.com freedisk.exe ftp.exe gettype.exe gpresult.exe
inuse.exe ipseccmd.exe ipxroute.exe label.exe ldifde.exe lodctr.exe logman.exe logoff.exe lpq.exe lpr.exe
makecab.exe mem.exe mmc.exe mode.com mofcomp.exe mountvol.exe mqbkup.exe msg.exe msinfo32.exe mstsc.exe
nlsfunc.exe notepad.exe ntbackup.exe ntdsutil.exe odbcconf.exe pathping.exe pentnt.exe perfmon.exe print.exe
query.exe quser.exe qwinsta.exe rasdial.exe rcp.exe recover.exe regedt32.exe regini.exe regsvr32.exe relog.exe
replace.exe reset.exe rexec.exe rsh.exe rsm.exe rundll32.exe runas.exe rwinsta.exe secedit.exe setupcl.exe
sfc.exe shadow.exe subst.exe telnet.exe tftp.exe tracerpt.exe tsadmin.exe tscon.exe tsdiscon.exe tskill.exe
tsshutdn.exe typeperf.exe unlodctr.exe verifier.exe vssadmin.exe winmsd.exe wbemtest.exe write.exe wscript.exe
"""


def _declare(name: str) -> None:
    def function(call: ProgramCall) -> int:
        raise NotEmulated(f"the program {name}")

    PROGRAMS.program(name, folder="%SystemRoot%\\system32")(function)


for _name in _NAMES.split():
    _declare(_name)
