/* flame.c - see flame.h. */
#include "flame.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

#define WIDTH 1200.0
#define MARGIN 10.0
#define ROW 17.0
#define TOP 64.0       /* above the frames: title, search */
#define LETTER 7.3     /* width of one, about */
#define MIN_WIDTH 0.15 /* narrower frames are not drawn; their weight is in their caller's */

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

/* Text of XML: valid UTF-8, with what XML or a reader's eye could take for something else escaped. */
static void print_xml(FILE *out, const char *text, size_t columns)
{
	size_t bytes, written = 0;

	for (uint32_t code; (code = text_next(text, &bytes)) != 0; text += bytes, written++) {
		if (columns && written == columns) {
			fputs("\u2026", out);
			return;
		}
		if (code == '<')
			fputs("&lt;", out);
		else if (code == '>')
			fputs("&gt;", out);
		else if (code == '&')
			fputs("&amp;", out);
		else if (code == '"')
			fputs("&quot;", out);
		else if (text_is_control(code) || code == 0xfffe || code == 0xffff)
			fprintf(out, "\\u%04" PRIx32, code);
		else
			fwrite(text, 1, bytes, out);
	}
}

/* Warm, and the same for the same name in every picture. */
static void print_color(FILE *out, const char *name)
{
	unsigned hash = 2166136261u;

	for (; *name; name++)
		hash = (hash ^ (unsigned char)*name) * 16777619u;
	fprintf(out, "hsl(%u %u%% %u%%)", hash % 50, 70 + hash / 50 % 20, 58 + hash / 1000 % 12);
}

static void print_node(FILE *out, const struct flame *flame, const struct node *node, uint64_t all, unsigned deepest,
		       flame_weight_fn *weight)
{
	double width = (double)node->weight / (double)all * (WIDTH - 2 * MARGIN);
	double y = TOP + (deepest - node->depth) * ROW;
	const char *name = name_of(flame, node);
	char text[16], share[16];

	fputs("<g class=\"f\"><title>", out);
	print_xml(out, name, 0);
	fprintf(out, " (%s, %s)</title><rect x=\"%.2f\" y=\"%.1f\" width=\"%.2f\" height=\"%.1f\" rx=\"2\" fill=\"",
		weight(text, node->weight), text_share(share, node->weight, all), node->x, y, width, ROW - 1);
	print_color(out, name);
	fprintf(out, "\"/><text x=\"%.2f\" y=\"%.1f\">", node->x + 3, y + ROW - 5);
	if (width > 3 * LETTER)
		print_xml(out, name, (size_t)((width - 6) / LETTER));
	fputs("</text></g>\n", out);
}

/* Places children from left to right; a parent's own weight is the room that they leave. */
static int print_all(FILE *out, struct flame *flame, uint32_t root, uint64_t all, unsigned deepest, flame_weight_fn *weight)
{
	uint32_t *stack = malloc((flame->nodes.count + 1) * sizeof(*stack));
	size_t depth = 0;
	double x = MARGIN;

	if (!stack)
		return say("out of memory");
	for (uint32_t number = root; number; number = node_at(flame, number)->next_sibling) {
		node_at(flame, number)->x = x;
		x += (double)node_at(flame, number)->weight / (double)all * (WIDTH - 2 * MARGIN);
		stack[depth++] = number;
	}
	while (depth) {
		const struct node *node = node_at(flame, stack[--depth]);

		if ((double)node->weight / (double)all * (WIDTH - 2 * MARGIN) < MIN_WIDTH)
			continue;
		print_node(out, flame, node, all, deepest, weight);
		x = node->x;
		for (uint32_t number = node->first_child; number; number = node_at(flame, number)->next_sibling) {
			node_at(flame, number)->x = x;
			x += (double)node_at(flame, number)->weight / (double)all * (WIDTH - 2 * MARGIN);
			stack[depth++] = number;
		}
	}
	free(stack);
	return 0;
}

static const char style[] =
	"<style>\n"
	":root{color-scheme:light dark}\n"
	"svg{background:Canvas;font:12px ui-monospace,monospace}\n"
	".t{font:bold 16px system-ui,sans-serif;fill:CanvasText}.s{font:12px system-ui,sans-serif;fill:GrayText}\n"
	".f text{fill:#111;pointer-events:none}.f{cursor:pointer}.f:hover rect{stroke:#000;stroke-width:1}\n"
	".m rect{fill:#c4f !important}.h{display:none}.p{opacity:.5}\n"
	"#search,#reset{cursor:pointer;fill:LinkText;font:12px system-ui,sans-serif}\n"
	"</style>\n";

/* Zooming changes x and width of every frame; callers of the frame in focus are shown at full width, half transparent. */
static const char script[] =
	"<script><![CDATA[\n"
	"(function(){'use strict';\n"
	"var W=1200,M=10,svg=document.documentElement,g=[].slice.call(document.querySelectorAll('.f'));\n"
	"var f=g.map(function(e){var r=e.querySelector('rect');return{e:e,r:r,t:e.querySelector('text'),\n"
	"n:e.querySelector('title').textContent,x:+r.getAttribute('x'),w:+r.getAttribute('width'),y:+r.getAttribute('y')}});\n"
	"function label(o,w){var n=o.n.replace(/ \\([^()]*\\)$/,''),k=Math.floor((w-6)/7.3);\n"
	"o.t.textContent=w<20?'':n.length>k?n.slice(0,k)+'\\u2026':n}\n"
	"function zoom(c){f.forEach(function(o){var x=o.x,w=o.w,hide=false,above=false;\n"
	"if(c){above=o.y>c.y&&o.x<=c.x+.01&&o.x+o.w>=c.x+c.w-.01;\n"
	"if(above){x=M;w=W-2*M}else if(o.y>c.y||o.x<c.x-.01||o.x+o.w>c.x+c.w+.01)hide=true;\n"
	"else{x=M+(o.x-c.x)/c.w*(W-2*M);w=o.w/c.w*(W-2*M)}}\n"
	"o.e.classList.toggle('h',hide);o.e.classList.toggle('p',above);if(hide)return;\n"
	"o.r.setAttribute('x',x);o.r.setAttribute('width',w);o.t.setAttribute('x',x+3);label(o,w)});\n"
	"document.getElementById('reset').classList.toggle('h',!c)}\n"
	"f.forEach(function(o){o.e.addEventListener('click',function(){zoom(o)})});\n"
	"document.getElementById('reset').addEventListener('click',function(){zoom(null)});\n"
	"function search(){var s=prompt('Mark frames whose name contains:','');if(s===null)return;\n"
	"var k=0;f.forEach(function(o){var m=s!==''&&o.n.toLowerCase().indexOf(s.toLowerCase())>=0;\n"
	"o.e.classList.toggle('m',m);if(m)k++});\n"
	"document.getElementById('found').textContent=s===''?'':k+' of '+f.length+' frames marked'}\n"
	"document.getElementById('search').addEventListener('click',search);\n"
	"svg.addEventListener('keydown',function(e){if(e.key==='/'||(e.key==='f'&&e.ctrlKey)){e.preventDefault();search()}\n"
	"if(e.key==='Escape')zoom(null)});zoom(null)})();\n"
	"]]></script>\n";

int flame_print(FILE *out, struct flame *flame, const char *title, const char *subtitle, flame_weight_fn *weight)
{
	uint64_t all;
	unsigned deepest;
	uint32_t root = link_nodes(flame, &all, &deepest);
	double height = TOP + (deepest + 1) * ROW + MARGIN;

	fprintf(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"100%%\" "
		"viewBox=\"0 0 %.0f %.0f\" preserveAspectRatio=\"xMidYMin\" tabindex=\"0\" role=\"img\">\n<title>", WIDTH, height);
	print_xml(out, title, 0);
	fprintf(out, "</title>\n%s<text class=\"t\" x=\"%.0f\" y=\"24\">", style, MARGIN);
	print_xml(out, title, 0);
	fprintf(out, "</text>\n<text class=\"s\" x=\"%.0f\" y=\"44\">", MARGIN);
	print_xml(out, all ? subtitle : "nothing to show", 0);
	fprintf(out, "</text>\n<text id=\"found\" class=\"s\" x=\"%.0f\" y=\"44\" text-anchor=\"end\"></text>\n"
		"<text id=\"reset\" class=\"h\" x=\"%.0f\" y=\"24\" text-anchor=\"end\">show all</text>\n"
		"<text id=\"search\" x=\"%.0f\" y=\"24\" text-anchor=\"end\">search</text>\n",
		WIDTH - MARGIN, WIDTH - MARGIN - 60, WIDTH - MARGIN);
	if (all && print_all(out, flame, root, all, deepest, weight))
		return -1;
	fprintf(out, "%s</svg>\n", script);
	return 0;
}

void flame_free(struct flame *flame)
{
	for (size_t i = 0; i < flame->names.count; i++)
		free(((struct name *)table_at(&flame->names, i))->text);
	table_free(&flame->names);
	table_free(&flame->nodes);
}
