/* shared_main.c - a program whose CPython is in a library, as in builds with --enable-shared. */
int Py_BytesMain(int argc, char **argv);

int main(int argc, char **argv)
{
	return Py_BytesMain(argc, argv);
}
