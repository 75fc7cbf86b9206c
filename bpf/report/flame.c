/* flame.c - see flame.h. */
#include "flame.h"

#include <stdlib.h>
#include <string.h>

#include "assets.h"
#include "html.h"
#include "text.h"

#define WIDTH 1200.0
#define MARGIN 10.0
#define ROW 17.0
#define TOP 64.0       /* above the frames: title, search */
#define LETTER 7.3     /* width of one, about */
#define MIN_WIDTH 0.15
#define PART_FRAMES 4000 /* in a page, at most */

struct node {
	struct table_key key;
	uint64_t weight;
	uint32_t name;
	uint32_t first_child, next_sibling; /* numbers, 0: none; set by link_nodes() */
	double x;
	unsigned depth;
};

struct name {
	struct table_key key;
	char *text;
};

void flame_init(struct flame *flame)
{
	table_init(&flame->nodes, sizeof(struct node));
	table_init(&flame->names, sizeof(struct name));
}

/* The number of a name, from 1; 0: out of memory. */
static uint32_t intern(struct flame *flame, const char *text)
{
	uint64_t hash = 14695981039346656037ULL; /* FNV-1a */

	for (const unsigned char *byte = (const void *)text; *byte; byte++)
		hash = (hash ^ *byte) * 1099511628211ULL;
	for (uint64_t same = 0;; same++) {
		struct name *name = table_get(&flame->names, hash, same);

		if (!name)
			return 0;
		if (!name->text) {
			name->text = strdup(text);
			if (!name->text) {
				say("out of memory");
				return 0;
			}
		}
		if (strcmp(name->text, text) == 0)
			return (uint32_t)((struct name *)name - (struct name *)table_at(&flame->names, 0)) + 1;
	}
}

uint32_t flame_add(struct flame *flame, uint32_t parent, const char *text, uint64_t weight)
{
	uint32_t name = intern(flame, text);
	struct node *node = name ? table_get(&flame->nodes, parent, name) : NULL;

	if (!node)
		return 0;
	node->name = name;
	node->weight += weight;
	return (uint32_t)(node - (struct node *)table_at(&flame->nodes, 0)) + 1;
}

static struct node *node_at(const struct flame *flame, uint32_t number)
{
	return table_at(&flame->nodes, number - 1);
}

static const char *name_of(const struct flame *flame, const struct node *node)
{
	return ((const struct name *)table_at(&flame->names, node->name - 1))->text;
}

/* Puts every node into its parent's list, by name. A parent is always made before its children. 0, or the root's first. */
static uint32_t link_nodes(struct flame *flame, uint64_t *all, unsigned *deepest)
{
	uint32_t root = 0;

	*all = 0;
	*deepest = 0;
	for (uint32_t number = 1; number <= flame->nodes.count; number++) {
		struct node *node = node_at(flame, number), *parent = node->key.a ? node_at(flame, (uint32_t)node->key.a) : NULL;
		uint32_t *place = parent ? &parent->first_child : &root;

		node->first_child = 0;
		node->depth = parent ? parent->depth + 1 : 0;
		*deepest = node->depth > *deepest ? node->depth : *deepest;
		if (!parent)
			*all += node->weight;
		while (*place && strcmp(name_of(flame, node_at(flame, *place)), name_of(flame, node)) < 0)
			place = &node_at(flame, *place)->next_sibling;
		node->next_sibling = *place;
		*place = number;
	}
	return root;
}

/* Warm, and the same for the same name in every picture. */
static void print_color(FILE *out, const char *name)
{
	unsigned hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	fprintf(out, "hsl(%u %u%% %u%%)", hash % 50, 70 + hash / 50 % 20, 58 + hash / 1000 % 12);
}

/* Where and how a tree is drawn. */
struct drawing {
	FILE *out;
	struct flame *flame;
	uint32_t root; /* number of its first child */
	uint64_t all;  /* the weight of all its children */
	unsigned deepest;
	double top;    /* of the highest row */
	double least;  /* narrower frames are not drawn; their weight is in their caller's */
	flame_weight_fn *weight;
};

static double width_of(const struct drawing *drawing, const struct node *node)
{
	return (double)node->weight / (double)drawing->all * (WIDTH - 2 * MARGIN);
}

static void print_node(const struct drawing *drawing, const struct node *node)
{
	double width = width_of(drawing, node);
	double y = drawing->top + (drawing->deepest - node->depth) * ROW;
	const char *name = name_of(drawing->flame, node);
	char text[16], share[16];
	FILE *out = drawing->out;

	fputs("<g class=\"f\"><title>", out);
	html_text(out, name, 0);
	fprintf(out, " (%s, %s)</title><rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" rx=\"2\" fill=\"",
		drawing->weight(text, node->weight), text_share(share, node->weight, drawing->all), node->x, y, width, ROW - 1);
	print_color(out, name);
	fprintf(out, "\"/><text x=\"%.2f\" y=\"%.1f\">", node->x + 3, y + ROW - 5);
	if (width > 3 * LETTER)
		html_text(out, name, (size_t)((width - 6) / LETTER) - 1);
	fputs("</text></g>\n", out);
}

/* Gives siblings their places from left to right, and puts them on the stack. */
static size_t place(const struct drawing *drawing, uint32_t first, double x, uint32_t *stack, size_t depth)
{
	for (uint32_t number = first; number; number = node_at(drawing->flame, number)->next_sibling) {
		struct node *node = node_at(drawing->flame, number);

		node->x = x;
		x += width_of(drawing, node);
		stack[depth++] = number;
	}
	return depth;
}

/* Goes through all that are wide enough; a parent's own weight is the room that its children leave. 0, or -1. */
static int draw(const struct drawing *drawing)
{
	struct flame *flame = drawing->flame;
	uint32_t *stack = malloc((flame->nodes.count + 1) * sizeof(*stack));
	size_t depth;

	if (!stack)
		return say("out of memory");
	depth = place(drawing, drawing->root, MARGIN, stack, 0);
	while (depth) {
		const struct node *node = node_at(flame, stack[--depth]);

		if (width_of(drawing, node) < drawing->least)
			continue;
		print_node(drawing, node);
		depth = place(drawing, node->first_child, node->x, stack, depth);
	}
	free(stack);
	return 0;
}

/* As few frames as a page may have: the narrowest go. */
static void bound_frames(struct drawing *drawing, size_t most)
{
	for (;; drawing->least *= 2) {
		size_t count = 0;

		for (uint32_t number = 1; number <= drawing->flame->nodes.count; number++)
			count += width_of(drawing, node_at(drawing->flame, number)) >= drawing->least;
		if (count <= most)
			return;
	}
}

int flame_print_part(FILE *out, struct flame *flame, const char *label, flame_weight_fn *weight)
{
	struct drawing drawing = { .out = out, .flame = flame, .top = 2, .least = MIN_WIDTH, .weight = weight };

	drawing.root = link_nodes(flame, &drawing.all, &drawing.deepest);
	if (!drawing.all)
		return 0;
	bound_frames(&drawing, PART_FRAMES);
	fprintf(out, "<svg class=\"flame\" width=\"100%%\" viewBox=\"0 0 %.0f %.0f\" preserveAspectRatio=\"xMinYMin\" tabindex=\"0\" "
		"role=\"application\" aria-label=\"", WIDTH, drawing.top + (drawing.deepest + 1) * ROW);
	html_text(out, label, 0);
	fputs("\">\n", out);
	if (draw(&drawing))
		return -1;
	fputs("</svg>\n", out);
	return 0;
}

/* What flame.js needs in a picture of its own. */
static const char start[] =
	"(function(){var svg=document.documentElement,id=function(n){return document.getElementById(n)},\n"
	"graph=flameGraph(svg,function(){return 1200},function(name){id('reset').classList.toggle('h',!name)});\n"
	"function search(){var text=prompt('Mark frames whose name contains:',''),found;if(text===null)return;\n"
	"found=graph.search(text);id('found').textContent=text===''?'':found+' of '+graph.count+' frames marked'}\n"
	"id('search').addEventListener('click',search);id('reset').addEventListener('click',function(){graph.zoom(null)});\n"
	"svg.addEventListener('keydown',function(e){if(e.key==='/'||(e.key==='f'&&e.ctrlKey)){e.preventDefault();search()}})})();\n";

int flame_print(FILE *out, struct flame *flame, const char *title, const char *subtitle, flame_weight_fn *weight)
{
	struct drawing drawing = { .out = out, .flame = flame, .top = TOP, .least = MIN_WIDTH, .weight = weight };

	drawing.root = link_nodes(flame, &drawing.all, &drawing.deepest);
	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"flame\" "
		"width=\"100%%\" viewBox=\"0 0 %.0f %.0f\" preserveAspectRatio=\"xMidYMin\" tabindex=\"0\" role=\"img\">\n<title>", WIDTH,
		TOP + (drawing.deepest + 1) * ROW + MARGIN);
	html_text(out, title, 0);
	fprintf(out, "</title>\n<style>\n:root{color-scheme:light dark;background:Canvas}\n%s</style>\n"
		"<text class=\"t\" x=\"%.0f\" y=\"24\">", asset_flame_css, MARGIN);
	html_text(out, title, 0);
	fprintf(out, "</text>\n<text class=\"s\" x=\"%.0f\" y=\"44\">", MARGIN);
	html_text(out, drawing.all ? subtitle : "nothing to show", 0);
	fprintf(out, "</text>\n<text id=\"found\" class=\"s\" x=\"%.0f\" y=\"44\" text-anchor=\"end\"></text>\n"
		"<text id=\"reset\" class=\"b h\" x=\"%.0f\" y=\"24\" text-anchor=\"end\">show all</text>\n"
		"<text id=\"search\" class=\"b\" x=\"%.0f\" y=\"24\" text-anchor=\"end\">search</text>\n",
		WIDTH - MARGIN, WIDTH - MARGIN - 60, WIDTH - MARGIN);
	if (drawing.all && draw(&drawing))
		return -1;
	fprintf(out, "<script><![CDATA[\n%s%s]]></script>\n</svg>\n", asset_flame_js, start);
	return 0;
}

void flame_free(struct flame *flame)
{
	for (size_t i = 0; i < flame->names.count; i++)
		free(((struct name *)table_at(&flame->names, i))->text);
	table_free(&flame->names);
	table_free(&flame->nodes);
}
