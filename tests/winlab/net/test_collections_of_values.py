"""Arrays, lists, tables, sets and chains of .NET."""

from __future__ import annotations

import pytest

from tests.winlab.net.snippets import assert_refused, assert_writes, in_engine

OUTPUT = {
    "a part of an array is sorted": (
        "$a=5,4,3,2,1; [array]::Sort($a,1,3); $a -join ','",
        ["5,2,3,4,1"],
    ),
    "an array of two dimensions sets and tells elements": (
        "$m=New-Object 'int[,]' 2,3; $m[1,2]=7; $m.GetValue(1,2); $m.SetValue(4,0,0); $m[0,0]; $m.Length; "
        "$m.GetUpperBound(1)",
        ["7", "4", "6", "2"],
    ),
    "a list changes in the middle": (
        "$l=[Collections.ArrayList](1,2); $l.SetRange(0,(8,9)); $l -join ','; $l.InsertRange(1,(5,6)); "
        "$l -join ','; $l.TrimToSize(); $l.IsSynchronized; $l.Clone().Count; $a=New-Object object[] 4; "
        "$l.CopyTo($a); $a -join ','",
        ["8,9", "8,5,6,9", "False", "4", "8,5,6,9"],
    ),
    "a table can ignore case": (
        "$h=New-Object Collections.Hashtable ([StringComparer]::OrdinalIgnoreCase); $h['A']=1; $h['a']",
        ["1"],
    ),
    "bits combine": (
        "$b=New-Object Collections.BitArray 4; $b[1]=$true; $b.Get(1); $b.Set(2,$true); $b.Count; "
        "($b -join ','); $b.Not()[0]; $c=New-Object Collections.BitArray 4,$true; $b.And($c)[0]; $b.Or($c)[1]; "
        "$b.Xor($c)[0]; $b.Length=2; $b.Count",
        ["True", "4", "False,True,True,False", "True", "True", "True", "False", "2"],
    ),
    "a name has several values": (
        "$n=New-Object Collections.Specialized.NameValueCollection; $n.Add('a','1'); $n.Add('A','2'); $n['a']; "
        "$n.Count; $n.GetValues('a').Length; $n.AllKeys -join ','; $n.Get(0); $n.GetKey(0); $n.HasKeys(); "
        "$n.Remove('a'); $n.Count",
        ["1,2", "1", "2", "a", "1,2", "a", "True", "0"],
    ),
    "a sorted dictionary is in order": (
        "$d=New-Object 'Collections.Generic.SortedDictionary[string,int]'; $d['b']=1; $d['a']=2; "
        "$d.Keys -join ','; $d.Count; $d.GetType().Name; $v=0; $d.TryGetValue('b',[ref]$v); $v",
        ["a,b", "2", "SortedDictionary`2", "True", "1"],
    ),
    "a set has values once": (
        "Add-Type -AssemblyName System.Core; $h=New-Object 'Collections.Generic.HashSet[string]'; $h.Add('a'); "
        "$h.Add('a'); $h.Count; $h.Contains('A'); $h.UnionWith([string[]]('b','c')); $h.Count; "
        "$h.IntersectWith([string[]]('a','b')); $h -join ','; $h.ExceptWith([string[]]('a')); $h -join ','; "
        "$h.IsSubsetOf([string[]]('b','x')); $h.SetEquals([string[]]('b')); $h.Overlaps([string[]]('q')); "
        "$h.Remove('b'); $h.Clear()",
        ["True", "False", "1", "False", "3", "a,b", "b", "True", "True", "False", "True"],
    ),
    "a chain has nodes": (
        "$l=New-Object 'Collections.Generic.LinkedList[int]'; [void]$l.AddLast(2); [void]$l.AddFirst(1); "
        "$l.Count; $l.First.Value; $l.Last.Value; $l.First.Next.Value; $l.Contains(2); $l -join ','; "
        "$l.RemoveFirst(); $l.Count; [void]$l.AddAfter($l.First,9); $l -join ','; $l.Remove(9); $l.Find(2).Value",
        ["2", "1", "2", "2", "True", "1,2", "1", "2,9", "True", "2"],
    ),
    "comparers put values in order": (
        "[Collections.Comparer]::Default.Compare(1,2); "
        "[Collections.CaseInsensitiveComparer]::Default.Compare('a','A'); "
        "[StringComparer]::Ordinal.Compare('a','B'); [StringComparer]::OrdinalIgnoreCase.Equals('a','A'); "
        "[StringComparer]::InvariantCulture.Compare('a','B'); [Collections.Comparer]::Default.Compare($null,1)",
        ["-1", "0", "31", "True", "-1", "-1"],
    ),
}

REFUSED = {
    "an array can't grow": (
        "$a=1,2,3; $a.RemoveAt(0)",
        'Exception calling "RemoveAt" with "1" argument(s): "Collection was of a fixed size."',
    ),
    "a place beyond an array is refused": (
        "$a=1,2,3; $a.GetValue(5)",
        'Exception calling "GetValue" with "1" argument(s): "Index was outside the bounds of the array."',
    ),
    "an array keeps its type": (
        "[int[]]$a=1,2,3; $a.SetValue('x',0)",
        'Exception calling "SetValue" with "2" argument(s): "Object cannot be stored in an array of this type."',
    ),
    "values that can't be compared aren't sorted": (
        "$a=1,'x'; [array]::Sort($a)",
        'Exception calling "Sort" with "1" argument(s): "Failed to compare two elements in the array."',
    ),
    "an array that is too short takes no copy": (
        "$a=1,2,3; $b=New-Object int[] 1; [array]::Copy($a,$b,3)",
        'Exception calling "Copy" with "3" argument(s): "Destination array was not long enough. Check destIndex '
        "and length, and the array's lower bounds.\"",
    ),
    "a list removes parts that it has": (
        "$l=New-Object Collections.ArrayList(,(1,2,3)); $l.RemoveRange(2,5)",
        'Exception calling "RemoveRange" with "2" argument(s): "Offset and length were out of bounds for the '
        'array or count is greater than the number of elements from index to the end of the source collection."',
    ),
    "a read-only list refuses changes": (
        "[Collections.ArrayList]::ReadOnly($(,[Collections.ArrayList](1,2))).Add(3)",
        'Exception calling "Add" with "1" argument(s): "Collection is read-only."',
    ),
    "a table refuses a key twice": (
        "$h=@{a=1}; $h.Add('a',2)",
        'Exception calling "Add" with "2" argument(s): "Item has already been added. Key in dictionary: '
        "'a'  Key being added: 'a'\"",
    ),
    "an empty queue gives nothing": (
        "$q=New-Object Collections.Queue; $q.Dequeue()",
        'Exception calling "Dequeue" with "0" argument(s): "Queue empty."',
    ),
    "a list of numbers refuses texts": (
        "$l=New-Object 'Collections.Generic.List[int]'; $l.Add('x')",
        'Cannot convert argument "0", with value: "x", for "Add" to type "System.Int32": "Cannot convert value '
        '"x" to type "System.Int32". Error: "Input string was not in a correct format.""',
    ),
    "a generic dictionary refuses unknown keys": (
        "$d=New-Object 'Collections.Generic.Dictionary[string,int]'; $d.Item('x')",
        'Exception calling "Item" with "1" argument(s): "The given key was not present in the dictionary."',
    ),
    "comparers need an order": (
        "[Collections.Comparer]::Default.Compare((New-Object object),(New-Object object))",
        'Exception calling "Compare" with "2" argument(s): "At least one object must implement IComparable."',
    ),
}


@pytest.mark.parametrize("sentence", OUTPUT)
def test_a_script_writes(sentence: str) -> None:
    code, expected = OUTPUT[sentence]
    assert_writes(in_engine(code), expected)


@pytest.mark.parametrize("sentence", REFUSED)
def test_a_script_is_refused(sentence: str) -> None:
    code, message = REFUSED[sentence]
    assert_refused(in_engine(code), message)
