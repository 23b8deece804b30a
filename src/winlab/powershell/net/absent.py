"""Classes of the Framework that Windows has and winlab does not emulate: they say so.

Source: https://learn.microsoft.com/dotnet/api/ .
"""

from __future__ import annotations

from winlab.powershell.declare import NET

_NAMES = {
    "System.": "TimeZoneInfo+AdjustmentRule WeakReference LocalDataStoreSlot",
    "System.Windows.Forms.": "MessageBox Form Button Label TextBox ListBox ComboBox CheckBox OpenFileDialog "
    "SaveFileDialog FolderBrowserDialog NotifyIcon SendKeys Clipboard Application Screen Timer DataGridView",
    "System.Drawing.": "Bitmap Image Graphics Font Icon Brush Pen SolidBrush",
    "System.Data.": "DataTable DataSet DataColumn DataRow DataView",
    "System.Data.SqlClient.": "SqlConnection SqlCommand SqlDataAdapter SqlConnectionStringBuilder SqlBulkCopy",
    "System.Data.OleDb.": "OleDbConnection OleDbCommand OleDbDataAdapter",
    "System.Data.Odbc.": "OdbcConnection OdbcCommand OdbcDataAdapter",
    "System.Messaging.": "MessageQueue Message",
    "System.Net.": "FtpWebRequest HttpListener CookieContainer Cookie WebProxy",
    "System.Net.Sockets.": "UdpClient TcpListener Socket NetworkStream",
    "System.Net.Security.": "SslStream NegotiateStream",
    "System.Net.NetworkInformation.": "Ping NetworkInterface IPGlobalProperties",
    "System.Security.Cryptography.": "RijndaelManaged AesManaged TripleDESCryptoServiceProvider "
    "DESCryptoServiceProvider RSACryptoServiceProvider DSACryptoServiceProvider CryptoStream PasswordDeriveBytes "
    "RC2CryptoServiceProvider",
    "System.Security.Cryptography.Xml.": "SignedXml EncryptedXml",
    "System.IO.": "FileSystemWatcher UnmanagedMemoryStream BufferedStream",
    "System.IO.Pipes.": "NamedPipeClientStream NamedPipeServerStream",
    "System.IO.IsolatedStorage.": "IsolatedStorageFile",
    "System.IO.Ports.": "SerialPort",
    "System.Diagnostics.": "PerformanceCounter PerformanceCounterCategory TraceSource ConsoleTraceListener StackTrace",
    "System.Threading.": "Timer ThreadPool ReaderWriterLock Semaphore EventWaitHandle",
    "System.ComponentModel.": "BackgroundWorker Container",
    "System.Reflection.Emit.": "AssemblyBuilder ModuleBuilder TypeBuilder",
    "System.CodeDom.Compiler.": "CodeDomProvider CompilerParameters",
    "Microsoft.CSharp.": "CSharpCodeProvider",
    "Microsoft.VisualBasic.": "VBCodeProvider Interaction FileIO.FileSystem",
    "System.Xml.Xsl.": "XslCompiledTransform XslTransform",
    "System.Xml.Serialization.": "XmlSerializer",
    "System.Xml.Linq.": "XDocument XElement XAttribute",
    "System.Runtime.Serialization.Formatters.Binary.": "BinaryFormatter",
    "System.Runtime.InteropServices.": "GCHandle HandleRef",
    "System.Configuration.": "ConfigurationManager",
    "System.Web.Services.": "Protocols.SoapHttpClientProtocol",
    "System.EnterpriseServices.Internal.": "Publish",
    "System.Management.Automation.Runspaces.": "InitialSessionState RunspaceFactory RunspacePool RunspaceConfiguration",
    "System.Management.Automation.": "ProxyCommand CommandMetadata PowerShell PSPrimitiveDictionary",
    "System.Collections.Specialized.": "BitVector32",
}


def _declare() -> None:
    for space, names in _NAMES.items():
        for name in names.split():
            if (space + name).lower() not in NET.types:
                NET.absent(space + name)


_declare()
