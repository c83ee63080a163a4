// Which classes and functions a pickle may name. Nothing is ever called; this is for a clear refusal.

/// What is made of a global that a pickle names.
enum PickleGlobals {
  /// Why `global` may not occur in a model file, or `nil` where it may.
  ///
  /// The standard library can do anything, so only its harmless part may be named, and so may not be
  /// the parts of other packages that run or load code. Everything else becomes an inert name, which
  /// the translator knows or refuses.
  static func refusal(of global: InertGlobal) -> String? {
    let package = String(global.module.prefix { $0 != "." })
    if package == "builtins" || package == "__builtin__" {
      return isHarmlessBuiltin(global.name) ? nil : "can run or reach any code"
    }
    if let names = harmlessStandardNames[global.module] {
      return names.isEmpty || names.contains(global.name)
        ? nil : "is not data, and can run or reach any code"
    }
    if standardModules.contains(package) { return "can run commands or reach the system" }
    if codeCarriers.contains(where: { global.module == $0 || global.module.hasPrefix($0 + ".") }) {
      return "carries or loads Python code, and not data"
    }
    if ["load", "read_pickle", "eval", "loads"].contains(global.name),
      ["numpy", "pandas", "joblib", "scipy", "torch", "jsonpickle"].contains(package)
    {
      return "loads other files or runs code"
    }
    return nil
  }

  private static func isHarmlessBuiltin(_ name: String) -> Bool {
    harmlessBuiltins.contains(name) || name.hasSuffix("Error") || name.hasSuffix("Warning")
      || name == "Exception"
  }

  /// `getattr` is how Python pickles methods such as `str.lower`; its use is checked where it is.
  private static let harmlessBuiltins: Set<String> = [
    "abs", "all", "any", "bool", "bytearray", "bytes", "chr", "complex", "dict", "divmod",
    "Ellipsis", "enumerate", "filter", "float", "frozenset", "getattr", "hash", "int", "iter",
    "len", "list", "long", "map", "max", "min", "NoneType", "NotImplemented", "object", "ord",
    "pow", "range", "repr", "reversed", "round", "set", "slice", "sorted", "str", "sum", "tuple",
    "type", "unicode", "xrange", "zip",
  ]

  /// The names that each standard module may be named for; none listed means all.
  private static let harmlessStandardNames: [String: Set<String>] = [
    "_codecs": ["encode"], "_collections": [], "_decimal": [], "_operator": [], "abc": [],
    "array": [], "collections": [], "collections.abc": [],
    "copy_reg": ["_reconstructor", "__newobj__", "__newobj_ex__"],
    "copyreg": ["_reconstructor", "__newobj__", "__newobj_ex__"], "datetime": [], "decimal": [],
    "enum": [], "fractions": [], "functools": ["partial", "cmp_to_key", "lru_cache"], "math": [],
    "cmath": [], "numbers": [], "operator": [], "itertools": [], "random": ["Random"],
    "re": ["_compile", "compile"], "_sre": [], "statistics": [], "string": [],
    "types": ["SimpleNamespace", "NoneType", "GenericAlias", "MappingProxyType", "EllipsisType"],
    "typing": [], "uuid": [], "zoneinfo": [], "ipaddress": [],
    "pathlib": [
      "PurePath", "PurePosixPath", "PureWindowsPath", "Path", "PosixPath", "WindowsPath",
    ],
    "pathlib._local": ["PurePosixPath", "PosixPath", "WindowsPath", "PureWindowsPath"],
  ]

  /// Packages that put code objects into pickles, or modules that run what they are given.
  private static let codeCarriers: [String] = [
    "IPython", "cloudpickle", "dill", "distutils", "fabric", "invoke", "joblib.externals", "loky",
    "multiprocess", "numpy.core._internal._ctypes", "numpy.ctypeslib", "numpy.distutils",
    "numpy.f2py", "numpy.testing", "pandas.core.computation", "pandas.io", "paramiko", "pexpect",
    "pip", "pkg_resources", "plumbum", "ptyprocess", "requests", "setuptools", "sh", "urllib3",
  ]

  /// The packages of the Python standard library, of Python 2 too, that are not listed above.
  private static let standardModules: Set<String> = Set(
    """
    BaseHTTPServer Queue SocketServer StringIO UserDict __future__ _aix_support _ast _asyncio _bz2 \
    _codecs _compression _csv _ctypes _curses _dbm _elementtree _functools _gdbm _hashlib _heapq \
    _imp _io _json _locale _lsprof _lzma _multiprocessing _opcode _osx_support _pickle _posixshmem \
    _posixsubprocess _py_abc _pydecimal _pyio _queue _random _signal _socket _sqlite3 _ssl _stat \
    _string _struct _symtable _thread _threading_local _tkinter _tracemalloc _warnings _weakref \
    _winapi aifc antigravity argparse ast asynchat asyncio asyncore atexit audioop base64 bdb \
    binascii binhex bisect bz2 cPickle cProfile cStringIO calendar cgi cgitb chunk cmd code codecs \
    codeop collections colorsys commands compileall concurrent configparser contextlib contextvars \
    copy copy_reg copyreg crypt csv ctypes curses dataclasses dbm difflib dis distutils doctest \
    dummy_threading email encodings ensurepip errno faulthandler fcntl filecmp fileinput fnmatch \
    formatter ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib \
    heapq hmac html http httplib imaplib imghdr imp importlib inspect io json keyword lib2to3 \
    linecache locale logging lzma mailbox mailcap marshal mimetypes mmap modulefinder msilib msvcrt \
    multiprocessing netrc nis nntplib nt ntpath nturl2path opcode optparse os ossaudiodev parser \
    pathlib pdb pickle pickletools pipes pkgutil platform plistlib popen2 poplib posix posixpath \
    pprint profile pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re \
    readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex shutil \
    signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants \
    sre_parse ssl stat stringprep struct subprocess sunau symbol symtable sys sysconfig syslog \
    tabnanny tarfile telnetlib tempfile termios test textwrap this thread threading time timeit \
    tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing \
    unicodedata unittest urllib urllib2 uu venv warnings wave weakref webbrowser winreg winsound \
    wsgiref xdrlib xml xmlrpc zipapp zipfile zipimport zlib
    """.split(separator: " ").map(String.init))
}
