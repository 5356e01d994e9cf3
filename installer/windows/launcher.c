/* MpesaBooks.exe and mpesabooks-cli.exe: start the bundled Python with the program inside it.
 *
 * The Python DLL beside this file is loaded by its full path (never one found elsewhere) and given the words
 * "-m app" and what the user typed. A reading process that the program starts for itself comes back through this same
 * file with Python's own words; those pass through untouched.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>
#include <shellapi.h> /* without it CommandLineToArgvW is taken to return an int, and the pointer is cut in half */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#define PATH_ROOM 32768
#define CANNOT_START 70

typedef int (*python_main)(int, wchar_t **);

static int refuse(const wchar_t *sentence)
{
#ifdef IN_CONSOLE
    fwprintf(stderr, L"%ls\n", sentence);
#else
    MessageBoxW(NULL, sentence, L"MpesaBooks", MB_OK | MB_ICONERROR);
#endif
    return CANNOT_START;
}

static BOOL is_own_process(int count, wchar_t **words)
{
    for (int i = 1; i < count; i++)
        if (wcscmp(words[i], L"--multiprocessing-fork") == 0)
            return TRUE;
    return FALSE;
}

static python_main find_python(void)
{
    static wchar_t path[PATH_ROOM];
    DWORD length = GetModuleFileNameW(NULL, path, PATH_ROOM);
    if (length == 0 || length >= PATH_ROOM)
        return NULL;
    wchar_t *name = wcsrchr(path, L'\\');
    if (name == NULL || (size_t)(name - path) + wcslen(PYTHON_DLL) + 2 > PATH_ROOM)
        return NULL;
    wcscpy(name + 1, PYTHON_DLL);
    SetDllDirectoryW(L""); /* no library from the folder where the user happens to stand */
    HMODULE python = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    return python == NULL ? NULL : (python_main)(void *)GetProcAddress(python, "Py_Main");
}

static int start(int count, wchar_t **words)
{
    python_main run = find_python();
    if (run == NULL)
        return refuse(L"A file of MpesaBooks is missing or damaged. Please run the set-up again; your books are safe.");
    if (is_own_process(count, words))
        return run(count, words);
    wchar_t **all = calloc((size_t)count + 3, sizeof *all);
    if (all == NULL)
        return refuse(L"The computer has no memory left. Please close other programs and try again.");
    int used = 0;
    all[used++] = words[0];
    all[used++] = L"-m";
    all[used++] = L"app";
    for (int i = 1; i < count; i++)
        all[used++] = words[i];
    return run(used, all);
}

#ifdef IN_CONSOLE
int wmain(int count, wchar_t **words)
{
    return start(count, words);
}
#else
int WINAPI wWinMain(HINSTANCE self, HINSTANCE before, PWSTR line, int how)
{
    (void)self, (void)before, (void)line, (void)how;
    int count = 0;
    wchar_t **words = CommandLineToArgvW(GetCommandLineW(), &count);
    return words == NULL ? CANNOT_START : start(count, words);
}
#endif
