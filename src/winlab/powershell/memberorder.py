"""The order in which reflection tells a class's properties: that of its source, not of winlab's.

It shows wherever all properties are written: ``Select-Object *``, ``Format-List *``, and in CLIXML.

Sources: the reference source of the .NET Framework, https://github.com/microsoft/referencesource .
"""

from __future__ import annotations

_TABLE = "IsReadOnly IsFixedSize IsSynchronized Keys Values SyncRoot Count"
_ENCODING = (
    "BodyName EncodingName HeaderName WebName WindowsCodePage IsBrowserDisplay IsBrowserSave IsMailNewsDisplay "
    "IsMailNewsSave IsSingleByte EncoderFallback DecoderFallback IsReadOnly CodePage"
)
_ENTRY = (
    "Exists {} FullName Extension CreationTime CreationTimeUtc LastAccessTime LastAccessTimeUtc LastWriteTime "
    "LastWriteTimeUtc Attributes"
)
_NAMES = {
    "Microsoft.Win32.RegistryKey": "SubKeyCount ValueCount Name",
    "System.Array": "Count Length LongLength Rank SyncRoot IsReadOnly IsFixedSize IsSynchronized",
    "System.DateTime": "Date Day DayOfWeek DayOfYear Hour Kind Millisecond Minute Month Second Ticks TimeOfDay Year",
    "System.DateTimeOffset": (
        "DateTime UtcDateTime LocalDateTime Date Day DayOfWeek DayOfYear Hour Millisecond Minute Month Offset Second "
        "Ticks UtcTicks TimeOfDay Year"
    ),
    "System.Exception": "Message Data InnerException TargetSite StackTrace HelpLink Source",
    "System.TimeSpan": (
        "Ticks Days Hours Milliseconds Minutes Seconds TotalDays TotalHours TotalMilliseconds TotalMinutes TotalSeconds"
    ),
    "System.TimeZoneInfo": "Id DisplayName StandardName DaylightName BaseUtcOffset SupportsDaylightSavingTime",
    "System.Uri": (
        "AbsolutePath AbsoluteUri LocalPath Authority HostNameType IsDefaultPort IsFile IsLoopback PathAndQuery "
        "Segments IsUnc Host Port Query Fragment Scheme OriginalString DnsSafeHost IsAbsoluteUri UserEscaped UserInfo"
    ),
    "System.Collections.ArrayList": "Capacity Count IsFixedSize IsReadOnly IsSynchronized SyncRoot",
    "System.Collections.Hashtable": _TABLE,
    "System.Collections.Queue": "Count IsSynchronized SyncRoot",
    "System.Collections.Stack": "Count IsSynchronized SyncRoot",
    "System.Collections.SortedList": "Capacity Count Keys Values IsReadOnly IsFixedSize IsSynchronized SyncRoot",
    "System.Collections.Generic.Dictionary`2": (
        "Comparer Count Keys Values IsReadOnly IsFixedSize SyncRoot IsSynchronized"
    ),
    "System.Collections.Generic.SortedDictionary`2": (
        "Count Comparer Keys Values IsFixedSize IsReadOnly IsSynchronized SyncRoot"
    ),
    "System.Collections.Generic.SortedList`2": (
        "Capacity Comparer Count Keys Values IsReadOnly IsFixedSize IsSynchronized SyncRoot"
    ),
    "System.Collections.Generic.List`1": "Capacity Count IsFixedSize IsReadOnly SyncRoot IsSynchronized",
    "System.Collections.Generic.LinkedListNode`1": "List Next Previous Value",
    "System.Collections.Specialized.HybridDictionary": (
        "Count Keys IsReadOnly IsFixedSize IsSynchronized SyncRoot Values"
    ),
    "System.Collections.Specialized.ListDictionary": "Count Keys IsReadOnly IsFixedSize IsSynchronized SyncRoot Values",
    "System.Collections.Specialized.NameValueCollection": "AllKeys Count Keys",
    "System.Collections.Specialized.OrderedDictionary": (
        "Count IsFixedSize IsReadOnly IsSynchronized Keys SyncRoot Values"
    ),
    "System.Collections.Specialized.StringCollection": "Count IsReadOnly IsFixedSize IsSynchronized SyncRoot",
    "System.Collections.Specialized.StringDictionary": "Count IsSynchronized Keys SyncRoot Values",
    "System.Diagnostics.EventLogEntry": (
        "MachineName Data Index Category CategoryNumber EventID EntryType Message Source ReplacementStrings "
        "InstanceId TimeGenerated TimeWritten UserName Site Container"
    ),
    "System.Diagnostics.FileVersionInfo": (
        "Comments CompanyName FileBuildPart FileDescription FileMajorPart FileMinorPart FileName FilePrivatePart "
        "FileVersion InternalName IsDebug IsPatched IsPrivateBuild IsPreRelease IsSpecialBuild Language "
        "LegalCopyright LegalTrademarks OriginalFilename PrivateBuild ProductBuildPart ProductMajorPart "
        "ProductMinorPart ProductName ProductPrivatePart ProductVersion SpecialBuild"
    ),
    "System.Diagnostics.Process": (
        "BasePriority ExitCode HasExited ExitTime Handle HandleCount Id MachineName MainWindowHandle MainWindowTitle "
        "MainModule MaxWorkingSet MinWorkingSet Modules NonpagedSystemMemorySize NonpagedSystemMemorySize64 "
        "PagedMemorySize PagedMemorySize64 PagedSystemMemorySize PagedSystemMemorySize64 PeakPagedMemorySize "
        "PeakPagedMemorySize64 PeakWorkingSet PeakWorkingSet64 PeakVirtualMemorySize PeakVirtualMemorySize64 "
        "PriorityBoostEnabled PriorityClass PrivateMemorySize PrivateMemorySize64 PrivilegedProcessorTime ProcessName "
        "ProcessorAffinity Responding SessionId StartInfo StartTime SynchronizingObject Threads TotalProcessorTime "
        "UserProcessorTime VirtualMemorySize VirtualMemorySize64 EnableRaisingEvents StandardInput StandardOutput "
        "StandardError WorkingSet WorkingSet64 Site Container"
    ),
    "System.ServiceProcess.ServiceController": (
        "CanPauseAndContinue CanShutdown CanStop DisplayName DependentServices MachineName ServiceName "
        "ServicesDependedOn ServiceHandle Status ServiceType Site Container"
    ),
    "System.Diagnostics.Stopwatch": "IsRunning Elapsed ElapsedMilliseconds ElapsedTicks",
    "System.Globalization.CultureInfo": (
        "Parent LCID KeyboardLayoutId Name IetfLanguageTag DisplayName NativeName EnglishName TwoLetterISOLanguageName "
        "ThreeLetterISOLanguageName ThreeLetterWindowsLanguageName CompareInfo TextInfo IsNeutralCulture CultureTypes "
        "NumberFormat DateTimeFormat Calendar OptionalCalendars UseUserOverride IsReadOnly"
    ),
    "System.Globalization.DateTimeFormatInfo": (
        "AMDesignator Calendar DateSeparator FirstDayOfWeek CalendarWeekRule FullDateTimePattern LongDatePattern "
        "LongTimePattern MonthDayPattern PMDesignator RFC1123Pattern ShortDatePattern ShortTimePattern "
        "SortableDateTimePattern TimeSeparator UniversalSortableDateTimePattern YearMonthPattern AbbreviatedDayNames "
        "ShortestDayNames DayNames AbbreviatedMonthNames MonthNames IsReadOnly NativeCalendarName "
        "AbbreviatedMonthGenitiveNames MonthGenitiveNames"
    ),
    "System.Globalization.NumberFormatInfo": (
        "CurrencyDecimalDigits CurrencyDecimalSeparator IsReadOnly CurrencyGroupSizes NumberGroupSizes "
        "PercentGroupSizes CurrencyGroupSeparator CurrencySymbol NaNSymbol CurrencyNegativePattern "
        "NumberNegativePattern PercentPositivePattern PercentNegativePattern NegativeInfinitySymbol NegativeSign "
        "NumberDecimalDigits NumberDecimalSeparator NumberGroupSeparator CurrencyPositivePattern "
        "PositiveInfinitySymbol PositiveSign PercentDecimalDigits PercentDecimalSeparator PercentGroupSeparator "
        "PercentSymbol PerMilleSymbol NativeDigits DigitSubstitution"
    ),
    "System.Globalization.RegionInfo": (
        "Name EnglishName DisplayName NativeName TwoLetterISORegionName ThreeLetterISORegionName "
        "ThreeLetterWindowsRegionName IsMetric GeoId CurrencyEnglishName CurrencyNativeName CurrencySymbol "
        "ISOCurrencySymbol"
    ),
    "System.Globalization.TextInfo": (
        "ANSICodePage OEMCodePage MacCodePage EBCDICCodePage LCID CultureName IsReadOnly ListSeparator IsRightToLeft"
    ),
    "System.IO.DirectoryInfo": "Name Parent " + _ENTRY.format("Root"),
    "System.IO.FileInfo": "Name Length DirectoryName Directory IsReadOnly " + _ENTRY.format(""),
    "System.IO.MemoryStream": ("CanRead CanSeek CanWrite Capacity Length Position CanTimeout ReadTimeout WriteTimeout"),
    "System.IO.FileStream": (
        "CanRead CanWrite CanSeek IsAsync Length Name Position Handle SafeFileHandle CanTimeout ReadTimeout "
        "WriteTimeout"
    ),
    "System.Management.ManagementObject": (
        "Scope Path Options ClassPath Properties SystemProperties Qualifiers Site Container"
    ),
    "System.Management.ManagementClass": (
        "Path Derivation Methods Scope Options ClassPath Properties SystemProperties Qualifiers Site Container"
    ),
    "System.Management.Automation.ErrorRecord": (
        "Exception TargetObject CategoryInfo FullyQualifiedErrorId ErrorDetails InvocationInfo PipelineIterationInfo"
    ),
    "System.Management.Automation.InvocationInfo": (
        "MyCommand BoundParameters UnboundArguments ScriptLineNumber OffsetInLine HistoryId ScriptName Line "
        "PositionMessage InvocationName PipelineLength PipelinePosition ExpectingInput CommandOrigin"
    ),
    "System.Management.Automation.PSToken": "Content Type Start Length StartLine StartColumn EndLine EndColumn",
    "System.Management.Automation.PSParseError": "Token Message",
    "System.Security.AccessControl.FileSystemSecurity": (
        "AccessRightType AccessRuleType AuditRuleType AreAccessRulesProtected AreAuditRulesProtected "
        "AreAccessRulesCanonical AreAuditRulesCanonical"
    ),
    "System.Security.Principal.SecurityIdentifier": "BinaryLength AccountDomainSid Value",
    "System.Security.Principal.WindowsIdentity": (
        "AuthenticationType ImpersonationLevel IsAuthenticated IsGuest IsSystem IsAnonymous Name Owner User Groups "
        "Token"
    ),
    "System.Text.Encoding": _ENCODING,
    # these tell it themselves
    "System.Text.ASCIIEncoding": f"IsSingleByte {_ENCODING}",
    "System.Text.SBCSCodePageEncoding": f"IsSingleByte {_ENCODING}",
    "System.Text.Latin1Encoding": f"IsSingleByte {_ENCODING}",
    "System.Text.RegularExpressions.Capture": "Index Length Value",
    "System.Text.RegularExpressions.CaptureCollection": "Count SyncRoot IsSynchronized IsReadOnly",
    "System.Text.RegularExpressions.GroupCollection": "SyncRoot IsSynchronized IsReadOnly Count",
    "System.Text.RegularExpressions.MatchCollection": "Count SyncRoot IsSynchronized IsReadOnly",
    "System.Text.StringBuilder": "Capacity MaxCapacity Length",
    "System.Threading.Thread": (
        "ManagedThreadId ExecutionContext Priority IsAlive IsThreadPoolThread IsBackground ThreadState ApartmentState "
        "CurrentUICulture CurrentCulture Name"
    ),
    "System.Timers.Timer": "AutoReset Enabled Interval Site SynchronizingObject Container",
}
RANKS = {
    name: {member: place for place, member in enumerate(dict.fromkeys(members.lower().split()))}
    for name, members in _NAMES.items()
}
"""Place of each property by lower case name, by the full name of a class (a generic one's without its arguments)."""
